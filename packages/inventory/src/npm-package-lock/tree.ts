import { isRecord, own, ownString } from '../json.ts';
import { createLineFinder } from '../lines.ts';
import type { Component, ParsedFile } from '../types.ts';
import { Complaints } from './complaints.ts';
import { componentOf, type Entry, markOverrides } from './component.ts';
import { edgesOf, maxPathLength, Sites } from './graph.ts';
import type { OverrideRule } from './overrides.ts';
import { type Request, requestsOf } from './requests.ts';

/** A version 1 lock file and what stands beside it. */
export interface TreeInput {
  readonly path: string;
  readonly text: string;
  readonly lock: Record<string, unknown>;
  readonly dependencies: Record<string, unknown>;
  readonly manifest: Record<string, unknown> | undefined;
  readonly manifestPath: string;
  readonly rules: ReadonlyMap<string, readonly OverrideRule[]>;
}

interface Node {
  readonly key: string;
  readonly folder: string;
  readonly entry: Record<string, unknown>;
  readonly line: number | undefined;
  /** A folder of the project itself, linked in. */
  readonly isLink: boolean;
}

/** Keys of the format; a package of that name cannot be told from them by its line's text. */
const ownKeys = new Set(['dependencies', 'requires']);
const digit = /^[0-9]/;

/**
 * Reads the nested `dependencies` of lock version 1. What is direct stands in the package.json beside; without one, the
 * top-level entries that nothing requires are taken, since npm prunes what nobody asks for.
 */
export function readDependencyTree(input: TreeInput): ParsedFile {
  const complaints = new Complaints(input.path);
  const { nodes, sites } = flatten(input, complaints);
  const keyOf = (node: Node) => (node.isLink ? undefined : node.key);

  const edges = new Map(
    nodes.map((node) => [
      node.key,
      edgesOf(requirements(node, input.lock), node.key, sites, keyOf, (request) =>
        complaints.add(
          'lock_outdated',
          'required by an entry, but not in the lock file',
          `${request.name} (by ${node.folder})`,
          node.line,
        ),
      ),
    ]),
  );
  const requested = new Map<string, string>();
  if (input.manifest !== undefined) {
    const wanted = edgesOf(requestsOf(input.manifest, true), '', sites, keyOf, (request) =>
      complaints.add('lock_outdated', 'asked for by package.json, but not in the lock file', request.name),
    );
    for (const edge of wanted) requested.set(edge.to, edge.requested ?? '');
  } else {
    const required = new Set([...edges.values()].flat().map((edge) => edge.to));
    for (const node of nodes) {
      if (node.key === `node_modules/${node.folder}` && !node.isLink && !required.has(node.key))
        requested.set(node.key, '');
    }
  }

  const components: Component[] = [];
  for (const node of nodes) {
    if (node.isLink) continue;
    const facts = factsOf(node);
    if (facts.version === undefined) {
      complaints.add('unresolved', 'locked to a source, not to a version', node.folder, node.line);
    }
    const range = requested.get(node.key);
    components.push(componentOf(facts, range !== undefined, range ?? '', edges.get(node.key) ?? []));
  }
  markOverrides(components, input.rules);
  return {
    components,
    roots: [...requested.keys()],
    problems: complaints.problems(),
    ...(input.manifest === undefined ? {} : { consumed: [input.manifestPath] }),
  };
}

/** All entries in file order, with the path that npm installs each at as its key. */
function flatten(input: TreeInput, complaints: Complaints) {
  const nodes: Node[] = [];
  const sites = new Sites<Node>();
  const keys = new Set<string>();
  const findLine = createLineFinder(input.text);
  const separator = input.text.includes('": {') ? ': {' : ':{';
  const walk = (level: Record<string, unknown>, base: string) => {
    for (const folder of Object.keys(level)) {
      const entry = level[folder];
      const key = `${base === '' ? '' : `${base}/`}node_modules/${folder}`;
      const line = ownKeys.has(folder) ? undefined : findLine(JSON.stringify(folder) + separator);
      if (!isRecord(entry) || folder === '' || keys.has(key) || key.length > maxPathLength) {
        complaints.add('malformed', 'an entry of "dependencies" is not a package', folder, line);
        continue;
      }
      keys.add(key);
      const node = { key, folder, entry, line, isLink: isLink(entry) };
      nodes.push(node);
      sites.add({ path: key, base, folder }, node);
      const nested = own(entry, 'dependencies');
      if (isRecord(nested)) walk(nested, key);
    }
  };
  walk(input.dependencies, '');
  return { nodes, sites };
}

/** A `file:` specifier that is not an archive is a folder of the project. */
function isLink(entry: Record<string, unknown>): boolean {
  const version = ownString(entry, 'version') ?? '';
  return (version.startsWith('file:') && !/\.(?:tgz|tar|tar\.gz)$/.test(version)) || version.startsWith('link:');
}

/** `requires`; lock files older than npm 5 have none, and then what is nested is what is required. */
function requirements(node: Node, lock: Record<string, unknown>): Request[] {
  const requires = own(node.entry, 'requires');
  const nested = own(node.entry, 'dependencies');
  const source = isRecord(requires) ? requires : lock.requires !== true && isRecord(nested) ? nested : {};
  return Object.keys(source).map((name) => {
    const range = source[name];
    return { name, range: typeof range === 'string' ? range : '', mayBeMissing: node.entry.optional === true };
  });
}

/** `version` holds a version, an alias (`npm:name@1.0.0`) or the specifier of another source. */
function factsOf(node: Node): Entry {
  const { entry, key, folder, line } = node;
  const written = ownString(entry, 'version') ?? '';
  const alias = written.startsWith('npm:') ? written.slice(4) : undefined;
  const at = alias === undefined ? -1 : alias.indexOf('@', 1);
  const isVersion = digit.test(written);
  const version = alias !== undefined && at !== -1 ? alias.slice(at + 1) : isVersion ? written : undefined;
  return {
    key,
    name: alias === undefined ? folder : at === -1 ? alias : alias.slice(0, at),
    version: version || undefined,
    resolved: isVersion || alias !== undefined ? ownString(entry, 'resolved') : written,
    integrity: entry.integrity,
    licence: undefined,
    line,
    dev: entry.dev,
    optional: entry.optional,
  };
}
