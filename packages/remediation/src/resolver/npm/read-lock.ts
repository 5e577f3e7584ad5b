import { fail, ok, type Result } from '@maximus/kernel';
import { isRecord } from '../../edit/json/index.ts';
import { errors } from '../../errors.ts';
import { keeps, type LockedTree } from '../tree-shape.ts';
import { readOverrides } from './override-rules.ts';
import { NpmTree } from './tree.ts';
import type { Request, RequestKind, TreeNode } from './types.ts';

/** What of a lock file a plan needs beside its tree. */
export interface NpmLock extends LockedTree<NpmTree> {
  readonly lockVersion: number;
  /** The whole document, as read. */
  readonly document: Readonly<Record<string, unknown>>;
}

const maxNodes = 100_000;
const maxPath = 4_096;
const sections: readonly (readonly [string, RequestKind])[] = [
  ['dependencies', 'prod'],
  ['optionalDependencies', 'optional'],
  ['peerDependencies', 'peer'],
];

/**
 * Reads a package-lock.json of version 2 or 3 with the manifests beside it (npm's "package-lock.json"). `manifests` holds the
 * package.json of the root (key ``) and of workspaces by path, as they are now. Version 1 has no `packages` map: it is
 * refused, because a plan must not change the version of the format.
 */
export function readNpmLock(
  text: string,
  manifests: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): Result<NpmLock> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return fail(errors.lock_unparsed('the lock file is not JSON', {}, error));
  }
  if (!isRecord(document) || !isRecord(document['packages'])) {
    return fail(errors.lock_unparsed('the lock file has no "packages": version 1 is read by scans, not planned for'));
  }
  const lockVersion = document['lockfileVersion'];
  if (lockVersion !== 2 && lockVersion !== 3)
    return fail(errors.lock_unparsed('the lock file is of an unknown version'));
  const paths = Object.keys(document['packages']);
  if (paths.length > maxNodes) return fail(errors.lock_unparsed(`the lock file has more than ${maxNodes} entries`));
  const disagreements: string[] = [];
  const nodes: TreeNode[] = [];
  for (const path of paths) {
    const entry = document['packages'][path];
    if (!isRecord(entry) || path.length > maxPath || leaves(path)) {
      return fail(
        errors.lock_unparsed(`the entry "${path.slice(0, 200)}" of the lock file is not one that npm writes`),
      );
    }
    const node = nodeOf(path, entry);
    nodes.push(node);
    const manifest = node.role === 'project' ? manifests.get(path) : undefined;
    if (manifest !== undefined) disagreements.push(...differences(path, manifest, entry));
  }
  const tree = new NpmTree(nodes, readOverrides(manifests.get('') ?? {}));
  const reached = tree.reachable(keeps);
  const packages = nodes.filter(({ role }) => role === 'package');
  return ok({
    tree,
    lockVersion,
    document,
    hasResolved: packages.some(({ entry, foreign }) => foreign === undefined && typeof entry['resolved'] === 'string'),
    extraneous: new Set(packages.filter(({ path }) => !reached.has(path)).map(({ path }) => path)),
    disagreements: [...disagreements, ...unanswered(tree)],
  });
}

/** What a manifest or a lock entry asks for; only projects install what they ask for in development. */
export function requestsOf(entry: Readonly<Record<string, unknown>>, isProject: boolean): readonly Request[] {
  const requests = new Map<string, Request>();
  const optionalPeers = isRecord(entry['peerDependenciesMeta']) ? entry['peerDependenciesMeta'] : {};
  const all = isProject ? [...sections, ['devDependencies', 'dev'] as const] : sections;
  for (const [section, kind] of all) {
    const wanted = entry[section];
    if (!isRecord(wanted)) continue;
    for (const [folder, range] of Object.entries(wanted)) {
      // A project that develops against its own peer has the place from its development section.
      if (typeof range !== 'string' || (requests.has(folder) && kind === 'peer')) continue;
      const meta = Object.hasOwn(optionalPeers, folder) ? optionalPeers[folder] : undefined;
      const mayMiss = kind === 'peer' && isRecord(meta) && meta['optional'] === true;
      requests.set(folder, { folder, range, kind: mayMiss ? 'peer-optional' : kind });
    }
  }
  return [...requests.values()];
}

function nodeOf(path: string, entry: Readonly<Record<string, unknown>>): TreeNode {
  const marker = path.lastIndexOf('node_modules/');
  const isProject = marker < 0;
  const folder = isProject ? path : path.slice(marker + 'node_modules/'.length);
  const role = isProject ? 'project' : entry['link'] === true ? 'link' : 'package';
  const { version, name, resolved, engines } = entry;
  const bundled = entry['bundleDependencies'];
  const nodeRange = isRecord(engines) ? engines['node'] : undefined;
  return {
    path,
    folder,
    name: typeof name === 'string' && name !== '' ? name : folder,
    ...(typeof version === 'string' ? { version } : {}),
    role,
    ...(role === 'link' && typeof resolved === 'string' ? { target: resolved } : {}),
    requests: role === 'link' ? [] : requestsOf(entry, isProject),
    bundles: new Set(Array.isArray(bundled) ? bundled.filter((each) => typeof each === 'string') : []),
    inBundle: entry['inBundle'] === true,
    ...(role === 'package' && typeof resolved === 'string' && !/^https?:\/\//.test(resolved)
      ? { foreign: resolved }
      : {}),
    ...(typeof nodeRange === 'string' ? { nodeRange } : {}),
    entry,
  };
}

function differences(
  path: string,
  manifest: Readonly<Record<string, unknown>>,
  entry: Readonly<Record<string, unknown>>,
): readonly string[] {
  const where = path === '' ? 'package.json' : `${path}/package.json`;
  const locked = new Map(requestsOf(entry, true).map((each) => [each.folder, each]));
  const found: string[] = [];
  for (const { folder, range, kind } of requestsOf(manifest, true)) {
    const held = locked.get(folder);
    if (held?.range !== range || held.kind !== kind)
      found.push(
        `${where} asks for ${folder}@${range}, the lock file repeats ${held === undefined ? 'nothing' : `${folder}@${held.range}`}`,
      );
    locked.delete(folder);
  }
  for (const { folder } of locked.values()) found.push(`${where} does not ask for ${folder} any more`);
  return found;
}

/** What a project asks for and the lock file does not hold. */
function unanswered(tree: NpmTree): readonly string[] {
  const found: string[] = [];
  for (const node of tree.nodes()) {
    if (node.role !== 'project') continue;
    for (const request of node.requests) {
      if (request.kind === 'optional' || request.kind === 'peer-optional') continue;
      const held = tree.resolve(node, request);
      const label = `${request.folder}@${request.range}`;
      if (held === undefined) found.push(`the lock file holds nothing for ${label}`);
      else if (request.kind !== 'peer' && !tree.holds(tree.edge(node, request), held)) {
        found.push(`the lock file holds ${held.name}@${held.version ?? '?'} for ${label}`);
      }
    }
  }
  return found;
}

function leaves(path: string): boolean {
  const parts = path.split('/');
  const down = parts.findIndex((part) => part !== '..');
  return path.startsWith('/') || path.includes('\\') || (down >= 0 && parts.includes('..', down));
}
