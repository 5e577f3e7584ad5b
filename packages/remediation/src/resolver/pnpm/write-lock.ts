import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../../errors.ts';
import { GraphTree } from '../graph/index.ts';
import { installFlags } from '../npm/install-flags.ts';
import type { Outcome } from '../npm/outcome.ts';
import type { TreeNode } from '../npm/types.ts';
import { readDepPath, referenceTo } from './dep-path.ts';
import { keysAfter } from './keys-after.ts';
import { type Block, blockOf, type LockText, type Part, partAt, renderLock, sectionOf } from './lock-text.ts';
import { mapLines, packageBlock } from './package-block.ts';
import type { PnpmLockTree } from './read-lock.ts';
import { keyText, scalarText } from './scalar.ts';

/** The lock file after a change; every line that says the same afterwards is the same. `overrides` are all that will hold. */
export function lockTextAfter(
  lock: PnpmLockTree,
  { tree, touched, moves }: Outcome,
  overrides: readonly (readonly [string, string])[],
): Result<string> {
  if (!(tree instanceof GraphTree)) return fail(errors.edit_refused('the tree is not one of pnpm'));
  const keys = keysAfter(lock.tree, tree);
  if (!keys.ok) return keys;
  const catalogs = new Map<string, string>();
  const parts = lock.text.parts.map((part): Part => {
    if (part.type === 'lines') return part;
    if (part.key === 'packages') return packagesAfter(part.blocks, tree, keys.value, touched);
    if (part.key === 'snapshots') return snapshotsAfter(part.blocks, tree, keys.value, touched);
    const write = { lock, tree, keys: keys.value, ranges: moves.ranges, catalogs };
    return { ...part, blocks: part.blocks.map((block) => importerAfter(block, write)) };
  });
  const withCatalogs = parts.map(
    (part): Part =>
      part.type === 'lines' && part.key === 'catalogs' ? { ...part, lines: catalogsAfter(part.lines, catalogs) } : part,
  );
  return ok(
    renderLock(
      withOverrides(
        { ...lock.text, parts: withCatalogs },
        moves.overrides.length + moves.rules.size === 0 ? undefined : overrides,
      ),
    ),
  );
}

function packagesAfter(
  blocks: readonly Block[],
  tree: GraphTree,
  keys: ReadonlyMap<string, string>,
  touched: ReadonlySet<string>,
): Part {
  const old = new Map(blocks.map((block) => [block.key, block]));
  const now = new Map<string, Block>();
  for (const node of tree.nodes()) {
    const base = readDepPath(keys.get(node.path) ?? '')?.base;
    if (node.role !== 'package' || base === undefined) continue;
    const block = old.get(base) ?? (touched.has(node.path) ? packageBlock(base, node) : undefined);
    if (block !== undefined) now.set(base, block);
  }
  return sectionOf('packages', now.values());
}

function snapshotsAfter(
  blocks: readonly Block[],
  tree: GraphTree,
  keys: ReadonlyMap<string, string>,
  touched: ReadonlySet<string>,
): Part {
  const old = new Map(blocks.map((block) => [block.key, block]));
  const flags = installFlags(tree);
  const now = new Map<string, Block>();
  for (const node of tree.nodes()) {
    const key = keys.get(node.path);
    if (node.role !== 'package' || key === undefined || now.has(key)) continue;
    const block = old.get(node.path);
    if (block !== undefined && !touched.has(node.path)) {
      now.set(
        key,
        relinked(block, key, (folder) => referenceOf(tree, node, folder, keys)),
      );
    } else {
      now.set(key, snapshotBlock(key, node, tree, keys, block, flags(node.path).optional === true));
    }
  }
  return sectionOf('snapshots', now.values());
}

/** The block with its references as they are now; its other lines are as they were. */
function relinked(block: Block, key: string, reference: (folder: string) => string | undefined): Block {
  let isList = false;
  const [head = '', ...body] = block.lines;
  const lines = body.map((line) => {
    if (/^ {4}\S/.test(line)) isList = line === '    dependencies:' || line === '    optionalDependencies:';
    const found = isList ? /^ {6}('(?:[^']|'')*'|[^:]+): (.+)$/.exec(line) : null;
    if (found?.[1] === undefined) return line;
    const now = reference(plainText(found[1]));
    return now === undefined ? line : `      ${found[1]}: ${scalarText(now)}`;
  });
  return {
    key,
    lines: [key === block.key ? head : `  ${keyText(key)}:${head.endsWith(' {}') ? ' {}' : ''}`, ...lines],
  };
}

function snapshotBlock(
  key: string,
  node: TreeNode,
  tree: GraphTree,
  keys: ReadonlyMap<string, string>,
  old: Block | undefined,
  optional: boolean,
): Block {
  const [plain, optionals]: [Record<string, string>, Record<string, string>] = [{}, {}];
  for (const { folder, kind } of node.requests) {
    const reference = referenceOf(tree, node, folder, keys);
    if (reference !== undefined) (kind === 'optional' ? optionals : plain)[folder] = reference;
  }
  const above = old?.lines.indexOf('    transitivePeerDependencies:') ?? -1;
  const rest = above < 0 ? [] : (old?.lines.slice(above + 1) ?? []);
  const end = rest.findIndex((line) => !line.startsWith('      '));
  const transitive = above < 0 ? [] : ['    transitivePeerDependencies:', ...rest.slice(0, end < 0 ? undefined : end)];
  return blockOf(key, [
    ...mapLines('dependencies', plain),
    ...mapLines('optionalDependencies', optionals),
    ...transitive,
    ...(optional ? ['    optional: true'] : []),
  ]);
}

function referenceOf(
  tree: GraphTree,
  from: TreeNode,
  folder: string,
  keys: ReadonlyMap<string, string>,
): string | undefined {
  const request = from.requests.find((each) => each.folder === folder);
  const to = request === undefined ? undefined : tree.resolve(from, request);
  const key = to?.role === 'package' ? keys.get(to.path) : undefined;
  return key === undefined ? undefined : referenceTo(folder, key);
}

interface ImporterWrite {
  readonly lock: PnpmLockTree;
  readonly tree: GraphTree;
  readonly keys: ReadonlyMap<string, string>;
  readonly ranges: Outcome['moves']['ranges'];
  /** Filled: catalog, package and field → what it says afterwards. */
  readonly catalogs: Map<string, string>;
}

function importerAfter(block: Block, { lock, tree, keys, ranges, catalogs }: ImporterWrite): Block {
  const project = tree.get(block.key === '.' ? '' : block.key);
  let folder = '';
  let catalog: string | undefined;
  const lines = block.lines.map((line) => {
    const name = /^ {6}(\S.*):$/.exec(line)?.[1];
    if (name !== undefined) folder = plainText(name);
    const field = /^ {8}(specifier|version): (.+)$/.exec(line);
    if (project === undefined || field?.[2] === undefined) return line;
    if (field[1] === 'version') {
      const reference = referenceOf(tree, project, folder, keys);
      if (reference === undefined) return line;
      if (catalog !== undefined) catalogs.set(`${catalog}\0${folder}\0version`, reference.replace(/\(.*$/, ''));
      return `        version: ${scalarText(reference)}`;
    }
    const said = plainText(field[2]);
    catalog = lock.catalogs.has(`${said}\0${folder}`) ? catalogName(said) : undefined;
    const move = ranges.find((each) => each.project === project.path && each.folder === folder);
    if (move === undefined) return line;
    if (catalog === undefined) return `        specifier: ${scalarText(move.to)}`;
    catalogs.set(`${catalog}\0${folder}\0specifier`, move.to);
    return line;
  });
  return { ...block, lines };
}

/** The name of the catalog that `catalog:` or `catalog:name` speaks of. */
export function catalogName(specifier: string): string {
  return specifier.slice('catalog:'.length) || 'default';
}

function catalogsAfter(lines: readonly string[], now: ReadonlyMap<string, string>): readonly string[] {
  let [catalog, folder] = ['', ''];
  return lines.map((line) => {
    const name = /^( {2}| {4})(\S.*):$/.exec(line);
    if (name?.[1] === '  ') catalog = plainText(name[2] ?? '');
    else if (name !== null) folder = plainText(name[2] ?? '');
    const field = /^ {6}(specifier|version): /.exec(line)?.[1];
    const value = field === undefined ? undefined : now.get(`${catalog}\0${folder}\0${field}`);
    return value === undefined ? line : `      ${field}: ${scalarText(value)}`;
  });
}

function plainText(text: string): string {
  return text.startsWith("'") ? text.slice(1, -1).replaceAll("''", "'") : text;
}

/** The overrides that hold, between what stands before and behind them in pnpm's order. */
function withOverrides(text: LockText, overrides: readonly (readonly [string, string])[] | undefined): LockText {
  if (overrides === undefined) return text;
  if (overrides.length === 0) return { ...text, parts: text.parts.filter(({ key }) => key !== 'overrides') };
  const lines = overrides.map(([selector, value]) => `  ${keyText(selector)}: ${scalarText(value)}`);
  const part: Part = { type: 'lines', key: 'overrides', lines: ['overrides:', ...lines] };
  if (partAt(text, 'overrides') !== undefined) {
    return { ...text, parts: text.parts.map((each) => (each.key === 'overrides' ? part : each)) };
  }
  const at = text.parts.findLastIndex(({ key }) => ['lockfileVersion', 'settings', 'catalogs'].includes(key));
  return { ...text, parts: text.parts.toSpliced(at + 1, 0, part) };
}
