import { fail, ok, type Result } from '@maximus/kernel';
import { parse } from 'yaml';
import { isRecord } from '../../edit/json/index.ts';
import { errors } from '../../errors.ts';
import { GraphTree } from '../graph/index.ts';
import type { OverrideRule, Request, RequestKind, TreeNode } from '../npm/types.ts';
import { keeps, type LockedTree } from '../tree-shape.ts';
import { keyOfReference, readDepPath } from './dep-path.ts';
import { type LockText, splitLock } from './lock-text.ts';
import { pnpmRuleApplies } from './override-rules.ts';

/** A pnpm-lock.yaml of version 9, read for planning. */
export interface PnpmLockTree extends LockedTree<GraphTree> {
  readonly text: LockText;
  /** Catalog and package → the requirement that it stands for. */
  readonly catalogs: ReadonlyMap<string, string>;
}

const maxNodes = 100_000;
const maxBytes = 64 << 20;

/** What the lock file says of the outcome of programs and files that a run never sees. */
const beyondReach = ['pnpmfileChecksum', 'patchedDependencies', 'packageExtensionsChecksum'];

const importerSections: readonly (readonly [string, RequestKind])[] = [
  ['dependencies', 'prod'],
  ['optionalDependencies', 'optional'],
  ['devDependencies', 'dev'],
];

/**
 * Reads a pnpm-lock.yaml of version 9 (pnpm's "lockfile" specification) with the manifests of its projects. What packages
 * ask for is not in it: those requirements are `unknown` until `learnRequirements` has asked the registry.
 */
export function readPnpmLock(
  text: string,
  manifests: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
  overrides: readonly OverrideRule[],
): Result<PnpmLockTree> {
  const document = documentOf(text);
  if (document === undefined) return fail(errors.lock_unparsed('the lock file is not a YAML mapping'));
  if (document['lockfileVersion'] !== '9.0') {
    const version = String(document['lockfileVersion']).slice(0, 20);
    return fail(errors.lock_unparsed(`version ${version} of pnpm's lock file is read by scans, not planned for`));
  }
  const hook = beyondReach.find((key) => Object.hasOwn(document, key));
  if (hook !== undefined) {
    return fail(errors.lock_unparsed(`the lock file holds ${hook}: it depends on files that no run may see`));
  }
  const layout = splitLock(text);
  if (!layout.ok) return layout;
  const packages = recordAt(document, 'packages');
  const snapshots = recordAt(document, 'snapshots');
  if (Object.keys(snapshots).length > maxNodes) {
    return fail(errors.lock_unparsed(`the lock file has more than ${maxNodes} entries`));
  }
  const catalogs = catalogsOf(document);
  const nodes: TreeNode[] = [];
  const links = new Map<string, string>();
  for (const [key, value] of Object.entries(snapshots)) {
    const path = readDepPath(key);
    if (path === undefined)
      return fail(errors.lock_unparsed(`the entry "${key.slice(0, 200)}" is not one that pnpm writes`));
    nodes.push(packageNode(key, path.base, recordOf(value), recordAt(packages, path.base), links));
  }
  const disagreements: string[] = [];
  for (const [path, value] of Object.entries(recordAt(document, 'importers'))) {
    const folder = path === '.' ? '' : path;
    const manifest = manifests.get(folder) ?? {};
    const project = projectNode(folder, recordOf(value), manifest, catalogs, links);
    nodes.push(project);
    disagreements.push(...differences(project, manifest, catalogs, overrides));
  }
  for (const target of new Set(links.values())) {
    if (target.startsWith('link:')) nodes.push(linkNode(target));
  }
  const tree = new GraphTree(nodes, links, overrides, { applies: pnpmRuleApplies, slotOf: pnpmSlot, keepsPeers: true });
  const reached = tree.reachable(keeps);
  const extraneous = new Set(nodes.filter(({ path }) => !reached.has(path)).map(({ path }) => path));
  return ok({ tree, hasResolved: false, extraneous, disagreements, text: layout.value, catalogs });
}

/** A requirement that the lock file does not repeat; no version answers it until it is known. */
export const unknownRange = 'unknown:';

function pnpmSlot(from: TreeNode, { folder }: Request): string {
  return `${from.path}\0${folder}`;
}

function documentOf(text: string): Record<string, unknown> | undefined {
  if (text.length > maxBytes) return undefined;
  try {
    const value: unknown = parse(text, { maxAliasCount: 0, logLevel: 'silent' });
    return isRecord(value) ? value : undefined;
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function packageNode(
  key: string,
  base: string,
  snapshot: Readonly<Record<string, unknown>>,
  about: Readonly<Record<string, unknown>>,
  links: Map<string, string>,
): TreeNode {
  const { name = base, version } = readDepPath(base) ?? {};
  const peers = recordAt(about, 'peerDependencies');
  const peerMeta = recordAt(about, 'peerDependenciesMeta');
  const requests: Request[] = [];
  const sections = [
    ['dependencies', 'prod'],
    ['optionalDependencies', 'optional'],
  ] as const;
  for (const [section, kind] of sections) {
    for (const [folder, reference] of Object.entries(recordAt(snapshot, section))) {
      if (typeof reference !== 'string') continue;
      const target = targetOf(folder, reference);
      links.set(`${key}\0${folder}`, target);
      const peer = Object.hasOwn(peers, folder) ? peers[folder] : undefined;
      if (typeof peer === 'string') continue;
      requests.push({ folder, range: unknownRange, kind, names: readDepPath(target)?.name ?? folder });
    }
  }
  for (const [folder, range] of Object.entries(peers)) {
    const isOptional = recordAt(peerMeta, folder)['optional'] === true;
    if (typeof range === 'string') requests.push({ folder, range, kind: isOptional ? 'peer-optional' : 'peer' });
  }
  const engines = recordAt(about, 'engines');
  const locked = version ?? (typeof about['version'] === 'string' ? about['version'] : undefined);
  return {
    path: key,
    folder: name,
    name,
    ...(locked === undefined ? {} : { version: locked }),
    role: 'package',
    requests,
    bundles: new Set(),
    inBundle: false,
    ...(version === undefined ? { foreign: base.slice(name.length + 1) } : {}),
    ...(typeof engines['node'] === 'string' ? { nodeRange: engines['node'] } : {}),
    entry: { ...about },
  };
}

function projectNode(
  folder: string,
  importer: Readonly<Record<string, unknown>>,
  manifest: Readonly<Record<string, unknown>>,
  catalogs: ReadonlyMap<string, string>,
  links: Map<string, string>,
): TreeNode {
  const requests: Request[] = [];
  for (const [section, kind] of importerSections) {
    for (const [name, value] of Object.entries(recordAt(importer, section))) {
      const { specifier, version } = recordOf(value);
      if (typeof specifier !== 'string' || typeof version !== 'string') continue;
      const target = targetOf(name, version, folder);
      links.set(`${folder}\0${name}`, target);
      requests.push({ folder: name, range: catalogs.get(`${specifier}\0${name}`) ?? specifier, kind });
    }
  }
  const nodeRange = recordAt(manifest, 'engines')['node'];
  return {
    path: folder,
    folder,
    name: typeof manifest['name'] === 'string' ? manifest['name'] : folder,
    role: 'project',
    requests,
    bundles: new Set(),
    inBundle: false,
    ...(typeof nodeRange === 'string' ? { nodeRange } : {}),
    entry: {},
  };
}

function linkNode(path: string): TreeNode {
  return { path, folder: path, name: path, role: 'link', requests: [], bundles: new Set(), inBundle: false, entry: {} };
}

function targetOf(folder: string, reference: string, from = ''): string {
  return reference.startsWith('link:')
    ? `link:${from}:${reference.slice('link:'.length)}`
    : keyOfReference(folder, reference);
}

function differences(
  { path, requests }: TreeNode,
  manifest: Readonly<Record<string, unknown>>,
  catalogs: ReadonlyMap<string, string>,
  overrides: readonly OverrideRule[],
): readonly string[] {
  const where = path === '' ? 'package.json' : `${path}/package.json`;
  const locked = new Map(requests.map(({ folder, range }) => [folder, range]));
  const found: string[] = [];
  const asked = new Map(
    importerSections.toReversed().flatMap(([section]) => Object.entries(recordAt(manifest, section))),
  );
  for (const [name, range] of asked) {
    if (typeof range !== 'string' || overrides.some((rule) => rule.name === name)) continue;
    const held = locked.get(name);
    if (held !== (catalogs.get(`${range}\0${name}`) ?? range)) {
      found.push(
        `${where} asks for ${name}@${range}, the lock file repeats ${held === undefined ? 'nothing' : `${name}@${held}`}`,
      );
    }
  }
  for (const name of locked.keys()) if (!asked.has(name)) found.push(`${where} does not ask for ${name} any more`);
  return found;
}

/** `catalog:` and `catalog:name` with the package, by what they stand for. */
function catalogsOf(document: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [catalog, entries] of Object.entries(recordAt(document, 'catalogs'))) {
    for (const [name, value] of Object.entries(recordOf(entries))) {
      const { specifier } = recordOf(value);
      if (typeof specifier !== 'string') continue;
      found.set(`catalog:${catalog}\0${name}`, specifier);
      if (catalog === 'default') found.set(`catalog:\0${name}`, specifier);
    }
  }
  return found;
}

function recordAt(record: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  return Object.hasOwn(record, key) ? recordOf(record[key]) : {};
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}
