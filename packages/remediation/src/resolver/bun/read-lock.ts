import { fail, ok, type Result } from '@maximus/kernel';
import { valid } from 'semver';
import { isRecord } from '../../edit/json/index.ts';
import { errors } from '../../errors.ts';
import { requestsOf } from '../npm/read-lock.ts';
import { NpmTree } from '../npm/tree.ts';
import type { OverrideRule, Request, TreeNode } from '../npm/types.ts';
import { keeps, type LockedTree } from '../tree-shape.ts';
import { type BunEntry, type BunText, partsOfKey, splitBun } from './lock-text.ts';

/** A bun.lock, read for planning. */
export interface BunLockTree extends LockedTree<NpmTree> {
  readonly text: BunText;
  readonly lockVersion: number;
  /** Path of a node → its entry. */
  readonly entries: ReadonlyMap<string, BunEntry>;
  /** Name of a workspace → its folder. */
  readonly workspaces: ReadonlyMap<string, string>;
}

const maxEntries = 100_000;

/**
 * Reads a bun.lock with the manifests of its workspaces (bun's "lockfile": keys mirror nested node_modules). Fails with
 * `remediation.lock_unparsed` where it is not laid out as bun does, or holds patched packages.
 */
export function readBunLock(
  text: string,
  manifests: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
  overrides: readonly OverrideRule[],
): Result<BunLockTree> {
  const split = splitBun(text);
  if (!split.ok) return split;
  const { document, entries } = split.value;
  const lockVersion = document['lockfileVersion'];
  if (typeof lockVersion !== 'number' || lockVersion < 1 || lockVersion > 3) {
    return fail(errors.lock_unparsed('the bun.lock is of an unknown version'));
  }
  if (isRecord(document['patchedDependencies'])) {
    return fail(errors.lock_unparsed('the bun.lock holds patched packages: it depends on files that no run may see'));
  }
  if (entries.length > maxEntries)
    return fail(errors.lock_unparsed(`the bun.lock has more than ${maxEntries} entries`));
  const workspaces = new Map<string, string>();
  for (const { key, value } of entries) {
    const folder = /@workspace:(.+)$/.exec(String(value[0]))?.[1];
    if (folder !== undefined) workspaces.set(key, folder);
  }
  const disagreements: string[] = [];
  const nodes: TreeNode[] = [];
  for (const [folder, manifest] of manifests) {
    const project = projectNode(folder, manifest);
    nodes.push(project);
    const repeated = isRecord(document['workspaces']) ? document['workspaces'][folder] : undefined;
    disagreements.push(...differences(project, isRecord(repeated) ? repeated : {}, [...workspaces.keys()]));
  }
  const byPath = new Map<string, BunEntry>();
  for (const entry of entries) {
    const node = packageNode(entry, workspaces);
    nodes.push(node);
    byPath.set(node.path, entry);
  }
  const tree = new NpmTree(nodes, overrides);
  const reached = tree.reachable(keeps);
  const extraneous = new Set(nodes.filter(({ path }) => !reached.has(path)).map(({ path }) => path));
  return ok({
    tree,
    hasResolved: true,
    extraneous,
    disagreements,
    text: split.value,
    lockVersion,
    entries: byPath,
    workspaces,
  });
}

/** Where a key lies: below its workspace's folder, or in nested node_modules. */
function pathOf(key: string, workspaces: ReadonlyMap<string, string>): string {
  const [first = '', ...rest] = partsOfKey(key);
  const folder = rest.length === 0 ? undefined : workspaces.get(first);
  const base = folder ?? `node_modules/${first}`;
  return [base, ...rest.map((each) => `node_modules/${each}`)].join('/');
}

/** The key of a place. */
export function keyOf(path: string, workspaces: ReadonlyMap<string, string>): string {
  const [folder = '', ...names] = path.split(/(?:^|\/)node_modules\//);
  const workspace = [...workspaces].find(([, each]) => each === folder)?.[0];
  return [...(folder === '' ? [] : [workspace ?? folder]), ...names].join('/');
}

function projectNode(folder: string, manifest: Readonly<Record<string, unknown>>): TreeNode {
  const { engines, name, version } = manifest;
  const nodeRange = isRecord(engines) ? engines['node'] : undefined;
  return {
    path: folder,
    folder,
    name: typeof name === 'string' ? name : folder,
    ...(typeof version === 'string' ? { version } : {}),
    role: 'project',
    requests: requestsOf(manifest, true),
    bundles: new Set(),
    inBundle: false,
    ...(typeof nodeRange === 'string' ? { nodeRange } : {}),
    entry: {},
  };
}

function packageNode({ key, value }: BunEntry, workspaces: ReadonlyMap<string, string>): TreeNode {
  const [label] = value;
  const id = typeof label === 'string' ? label : '';
  const at = id.indexOf('@', 1);
  const [name, reference] = at < 0 ? [id, ''] : [id.slice(0, at), id.slice(at + 1)];
  const path = pathOf(key, workspaces);
  const folder = partsOfKey(key).at(-1) ?? key;
  const target = workspaces.get(key);
  const facts = value.find(isRecord) ?? {};
  const common = { path, folder, name, bundles: new Set<string>(), inBundle: facts['bundled'] === true, entry: facts };
  if (target !== undefined) return { ...common, role: 'link', target, requests: [] };
  const isNumber = valid(reference) !== null;
  return {
    ...common,
    role: 'package',
    ...(isNumber ? { version: reference } : { foreign: reference }),
    requests: packageRequests(facts),
  };
}

function packageRequests(facts: Readonly<Record<string, unknown>>): readonly Request[] {
  const optional = facts['optionalPeers'];
  const names = Array.isArray(optional) ? optional.filter((each) => typeof each === 'string') : [];
  const peerDependenciesMeta = Object.fromEntries(names.map((name) => [name, { optional: true }]));
  return requestsOf({ ...facts, peerDependenciesMeta }, false);
}

function differences(
  { path, requests }: TreeNode,
  repeated: Readonly<Record<string, unknown>>,
  own: readonly string[],
): readonly string[] {
  const where = path === '' ? 'package.json' : `${path}/package.json`;
  const locked = new Map(requestsOf(repeated, true).map(({ folder, range }) => [folder, range]));
  const found: string[] = [];
  for (const { folder, range, kind } of requests) {
    const held = locked.get(folder);
    locked.delete(folder);
    if (held === range || kind === 'peer-optional' || own.includes(folder)) continue;
    found.push(
      `${where} asks for ${folder}@${range}, the lock file repeats ${held === undefined ? 'nothing' : `${folder}@${held}`}`,
    );
  }
  return [...found, ...[...locked.keys()].map((folder) => `${where} does not ask for ${folder} any more`)];
}
