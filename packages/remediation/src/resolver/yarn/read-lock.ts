import { fail, ok, type Result } from '@maximus/kernel';
import { valid } from 'semver';
import { isRecord } from '../../edit/json/index.ts';
import { errors } from '../../errors.ts';
import { GraphTree } from '../graph/index.ts';
import { readSpec } from '../npm/spec.ts';
import type { OverrideRule, Request, RequestKind, TreeNode } from '../npm/types.ts';
import { keeps, type LockedTree } from '../tree-shape.ts';
import { aliasOf, plainRange, readDescriptor, slotText } from './descriptor.ts';
import { fieldsOf, splitYarn, type YarnBlock, type YarnFields, type YarnText } from './lock-text.ts';
import { resolutionApplies } from './override-rules.ts';

/** A yarn.lock of either generation, read for planning. */
export interface YarnLockTree extends LockedTree<GraphTree> {
  readonly text: YarnText;
  /** Path of a node → its entry. */
  readonly blocks: ReadonlyMap<string, YarnBlock>;
}

const maxEntries = 100_000;

/**
 * Reads a yarn.lock (Yarn 1: "yarn lockfile v1"; berry: `__metadata`) with the manifests of its workspaces. Fails with
 * `remediation.lock_unparsed` where it is not laid out as Yarn does, or holds patched packages: their patches are no part of
 * a run.
 */
export function readYarnLock(
  text: string,
  manifests: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
  overrides: readonly OverrideRule[],
): Result<YarnLockTree> {
  const split = splitYarn(text);
  if (!split.ok) return split;
  const { generation, blocks } = split.value;
  if (blocks.length > maxEntries)
    return fail(errors.lock_unparsed(`the yarn.lock has more than ${maxEntries} entries`));
  const projects = projectNodes(manifests);
  const own = new Set(projects.map(({ name }) => name));
  const nodes: TreeNode[] = [...projects];
  const links = new Map<string, string>();
  const byPath = new Map<string, YarnBlock>();
  const paths = new Set<string>();
  const disagreements: string[] = [];
  for (const block of blocks) {
    const read = fieldsOf(block.body);
    const first = readDescriptor(block.patterns[0] ?? '');
    if (block.patterns.some((each) => /@patch:/.test(each) && !/~builtin</.test(each))) {
      return fail(
        errors.lock_unparsed('the yarn.lock holds patched packages: it depends on files that no run may see'),
      );
    }
    const workspace = /@workspace:(.+)$/.exec(read.fields.get('resolution') ?? '')?.[1];
    if (workspace !== undefined) {
      const folder = workspace === '.' ? '' : workspace;
      byPath.set(folder, block);
      const project = projects.find(({ path }) => path === folder);
      disagreements.push(...differences(folder, project, read, own));
      continue;
    }
    const node = packageNode(first.folder, first.range, read, paths);
    nodes.push(node);
    byPath.set(node.path, block);
    for (const pattern of block.patterns) {
      const { folder, range } = readDescriptor(pattern);
      links.set(slotText(folder, range), node.path);
    }
  }
  const tree = new GraphTree(nodes, links, overrides, {
    applies: resolutionApplies,
    slotOf: (_from, { folder }, wanted) => slotText(folder, wanted),
    keepsPeers: false,
  });
  disagreements.push(...unanswered(tree, own));
  const reached = tree.reachable(keeps);
  const extraneous = new Set(nodes.filter(({ path }) => !reached.has(path)).map(({ path }) => path));
  const hasResolved = generation === 'classic';
  return ok({ tree, hasResolved, extraneous, disagreements, text: split.value, blocks: byPath });
}

const sections: readonly (readonly [string, RequestKind])[] = [
  ['devDependencies', 'dev'],
  ['dependencies', 'prod'],
  ['optionalDependencies', 'optional'],
];

function projectNodes(manifests: ReadonlyMap<string, Readonly<Record<string, unknown>>>): readonly TreeNode[] {
  return [...manifests].map(([path, manifest]) => {
    const requests = new Map<string, Request>();
    for (const [section, kind] of sections) {
      const wanted = manifest[section];
      for (const [folder, range] of isRecord(wanted) ? Object.entries(wanted) : []) {
        if (typeof range === 'string') requests.set(folder, { folder, range: plainRange(range), kind });
      }
    }
    const engines = manifest['engines'];
    const nodeRange = isRecord(engines) ? engines['node'] : undefined;
    return {
      path,
      folder: path,
      name: typeof manifest['name'] === 'string' ? manifest['name'] : path,
      ...(typeof manifest['version'] === 'string' ? { version: manifest['version'] } : {}),
      role: 'project',
      requests: [...requests.values()],
      bundles: new Set<string>(),
      inBundle: false,
      ...(typeof nodeRange === 'string' ? { nodeRange } : {}),
      entry: {},
    };
  });
}

function packageNode(
  folder: string,
  range: string,
  { fields, lists, optional }: YarnFields,
  paths: Set<string>,
): TreeNode {
  const resolution = fields.get('resolution');
  const located = resolution === undefined ? undefined : readDescriptor(resolution);
  const name = fields.get('name') ?? located?.folder ?? aliasOf(range) ?? folder;
  const version = fields.get('version');
  const optionals = optional.get('dependenciesMeta');
  const requests: Request[] = [];
  for (const [list, kind] of [
    ['dependencies', 'prod'],
    ['optionalDependencies', 'optional'],
  ] as const) {
    for (const [each, wanted] of lists.get(list) ?? []) {
      requests.push({
        folder: each,
        range: plainRange(wanted),
        kind: optionals?.has(each) === true ? 'optional' : kind,
      });
    }
  }
  for (const [each, wanted] of lists.get('peerDependencies') ?? []) {
    const mayMiss = optional.get('peerDependenciesMeta')?.has(each) === true;
    requests.push({ folder: each, range: wanted, kind: mayMiss ? 'peer-optional' : 'peer' });
  }
  const isForeign =
    located === undefined ? readSpec(range).type === 'other' && /[:/]/.test(range) : valid(located.range) === null;
  let path = `${name}@${version ?? ''}`;
  for (let at = 2; paths.has(path); at += 1) path = `${name}@${version ?? ''}~${at}`;
  paths.add(path);
  return {
    path,
    folder: name,
    name,
    ...(version === undefined ? {} : { version }),
    role: 'package',
    requests,
    bundles: new Set(),
    inBundle: false,
    ...(isForeign ? { foreign: located?.range ?? range } : {}),
    entry: { ...Object.fromEntries(fields) },
  };
}

/** Berry repeats what workspaces ask for. */
function differences(
  folder: string,
  project: TreeNode | undefined,
  { lists }: YarnFields,
  own: ReadonlySet<string>,
): readonly string[] {
  const where = folder === '' ? 'package.json' : `${folder}/package.json`;
  if (project === undefined) return [`the lock file speaks of ${where}, which is not there`];
  const locked = new Map([...(lists.get('dependencies') ?? [])].map(([name, range]) => [name, plainRange(range)]));
  const found: string[] = [];
  for (const { folder: name, range } of project.requests) {
    const held = locked.get(name);
    locked.delete(name);
    if (held === range || (own.has(name) && held !== undefined)) continue;
    found.push(
      `${where} asks for ${name}@${range}, the lock file repeats ${held === undefined ? 'nothing' : `${name}@${held}`}`,
    );
  }
  return [...found, ...[...locked.keys()].map((name) => `${where} does not ask for ${name} any more`)];
}

function unanswered(tree: GraphTree, own: ReadonlySet<string>): readonly string[] {
  const found: string[] = [];
  for (const node of tree.nodes()) {
    if (node.role !== 'project') continue;
    for (const request of node.requests) {
      const held = tree.resolve(node, request);
      if (held !== undefined || own.has(request.folder) || request.kind === 'optional') continue;
      if (/^(?:workspace|link|portal|file):/.test(request.range)) continue;
      found.push(`the lock file holds nothing for ${request.folder}@${request.range}`);
    }
  }
  return found;
}
