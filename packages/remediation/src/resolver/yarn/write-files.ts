import { fail, ok, type Result } from '@maximus/kernel';
import { editJson, isRecord, parseObject } from '../../edit/json/index.ts';
import { errors } from '../../errors.ts';
import { GraphTree } from '../graph/index.ts';
import type { OverrideMove } from '../npm/moves.ts';
import type { Outcome } from '../npm/outcome.ts';
import { ruleEdits } from '../npm/rule-edits.ts';
import type { OverrideRule, TreeNode } from '../npm/types.ts';
import { type ProjectTexts, requirementEdits } from '../npm/write-files.ts';
import type { FileChange } from '../types.ts';
import { patternOf, plainRange, protocolRange, slotText } from './descriptor.ts';
import { entryBody, originOf } from './entry-body.ts';
import { berryText, type Generation, renderYarn, type YarnBlock } from './lock-text.ts';
import type { YarnLockTree } from './read-lock.ts';

/** The manifests with their new requirements and resolutions, and a yarn.lock that names the chosen versions and nothing else anew. */
export function writeYarnFiles(
  texts: ProjectTexts,
  lock: YarnLockTree,
  outcome: Outcome,
  ruled: readonly OverrideRule[] = [],
): Result<readonly FileChange[]> {
  const folder = texts.lockFile.slice(0, texts.lockFile.lastIndexOf('/') + 1);
  const changes: FileChange[] = [];
  const manifests = new Map<string, string>();
  for (const [project, before] of texts.manifests) {
    const rules = project === '' ? outcome.moves.overrides : [];
    const edits = [
      ...requirementEdits(project, before, outcome.moves),
      ...(project === '' ? ruleEdits(parseObject(before) ?? {}, ruled, outcome.moves) : []),
      ...rules.map((move) => ({
        path: ['resolutions', selectorOf(move, lock.text.generation)],
        value: valueFor(move, lock.text.generation),
      })),
    ];
    if (edits.length === 0) continue;
    const after = editJson(before, edits);
    if (!after.ok) return after;
    manifests.set(project, after.value);
    const file = `${folder}${project === '' ? '' : `${project}/`}package.json`;
    changes.push({ file, kind: 'manifest', before, after: after.value });
  }
  const { tree } = outcome;
  if (!(tree instanceof GraphTree)) return fail(errors.edit_refused('the tree is not one of Yarn'));
  const blocks = blocksAfter(
    lock,
    tree,
    outcome.touched,
    (project) => manifests.get(project) ?? texts.manifests.get(project) ?? '',
  );
  const after = renderYarn({ ...lock.text, blocks });
  changes.push({ file: texts.lockFile, kind: 'lock', before: texts.lockText, after });
  return ok(changes);
}

function selectorOf({ parent = '', name, keyRange = '' }: OverrideMove, generation: Generation): string {
  return generation === 'classic' ? `**/${parent}/${name}` : `${parent}/${name}@${protocolRange(keyRange)}`;
}

function valueFor({ version }: OverrideMove, generation: Generation): string {
  return generation === 'classic' ? version : `npm:${version}`;
}

/** Entries by the requirements that lead to them now; those of one version become one. */
function blocksAfter(
  lock: YarnLockTree,
  tree: GraphTree,
  touched: ReadonlySet<string>,
  manifestOf: (project: string) => string,
): readonly YarnBlock[] {
  const { generation } = lock.text;
  const patterns = patternsAfter(lock, tree);
  const origin = commonOrigin(lock.text.blocks);
  const now = new Map<string, { patterns: Set<string>; body: readonly string[] }>();
  for (const node of tree.nodes()) {
    const block = lock.blocks.get(node.path);
    if (node.role === 'project') {
      if (block !== undefined) {
        const body = generation === 'berry' ? workspaceBody(block.body, manifestOf(node.path)) : block.body;
        now.set(`project ${node.path}`, { patterns: new Set(block.patterns), body });
      }
      continue;
    }
    if (node.role !== 'package') continue;
    const body =
      block !== undefined && !touched.has(node.path)
        ? block.body
        : entryBody({ node, before: block, origin }, generation);
    const key = keyFor(node, tree, generation, touched);
    const held = now.get(key) ?? { patterns: new Set<string>(), body };
    for (const pattern of patterns.get(node.path) ?? []) held.patterns.add(pattern);
    now.set(key, block !== undefined && !touched.has(node.path) ? { ...held, body } : held);
  }
  return [...now.values()]
    .filter(({ patterns: own }) => own.size > 0)
    .map(({ patterns: own, body }) => ({ patterns: [...own], body }));
}

/** Entries that did not move stay apart where they were; one that moved to a version that is there joins it. */
function keyFor(node: TreeNode, tree: GraphTree, generation: Generation, touched: ReadonlySet<string>): string {
  const label = `${node.name}@${node.version ?? ''}`;
  if (node.foreign !== undefined) return node.path;
  if (generation === 'berry' || !touched.has(node.path)) return generation === 'berry' ? label : node.path;
  const twin = [...tree.nodes()].find(
    (each) => each.name === node.name && each.version === node.version && !touched.has(each.path),
  );
  return twin?.path ?? label;
}

/** Path of a node → the requirements that lead to it; what the lock file lists without anybody asking stays listed. */
function patternsAfter(lock: YarnLockTree, tree: GraphTree): ReadonlyMap<string, ReadonlySet<string>> {
  const { generation } = lock.text;
  const owners = new Map<string, string>();
  const ruled: [string, string][] = [];
  for (const from of tree.nodes()) {
    for (const request of from.requests) {
      const isPeer = from.role === 'package' && (request.kind === 'peer' || request.kind === 'peer-optional');
      const to = isPeer ? undefined : tree.resolve(from, request);
      if (to?.role !== 'package') continue;
      const slot = tree.slotOf(from, request);
      owners.set(patternOf(slot, generation), to.path);
      const asked = slotText(request.folder, request.range);
      // Yarn 1 lists what was asked for beside what a resolution made of it.
      if (asked !== slot && generation === 'classic') ruled.push([asked, to.path]);
    }
  }
  for (const [asked, path] of ruled) if (!owners.has(asked)) owners.set(asked, path);
  for (const path of lock.extraneous) {
    for (const pattern of lock.blocks.get(path)?.patterns ?? []) if (!owners.has(pattern)) owners.set(pattern, path);
  }
  const patterns = new Map<string, Set<string>>();
  for (const [pattern, path] of owners) {
    const block = lock.blocks.get(path);
    // As the lock file spells it.
    const spelled = block?.patterns.find(
      (each) => each === pattern || patternOf(slotOfPattern(each), generation) === pattern,
    );
    patterns.set(path, (patterns.get(path) ?? new Set()).add(spelled ?? pattern));
  }
  return patterns;
}

function slotOfPattern(pattern: string): string {
  const at = pattern.indexOf('@', 1);
  return at < 0 ? pattern : slotText(pattern.slice(0, at), pattern.slice(at + 1));
}

/** What berry repeats of a workspace's requirements. */
function workspaceBody(body: readonly string[], manifestText: string): readonly string[] {
  const manifest = parseObject(manifestText) ?? {};
  const wanted = new Map<string, unknown>(
    ['devDependencies', 'dependencies', 'optionalDependencies'].flatMap((section) =>
      isRecord(manifest[section]) ? Object.entries(manifest[section]) : [],
    ),
  );
  let isList = false;
  return body.map((line) => {
    if (/^ {2}\S/.test(line)) isList = line === '  dependencies:';
    const found = isList ? /^ {4}("[^"]*"|[^\s:]+): (.+)$/.exec(line) : null;
    const name = found?.[1]?.replaceAll('"', '') ?? '';
    const range = wanted.get(name);
    const old = found?.[2]?.replaceAll('"', '') ?? '';
    if (typeof range !== 'string' || plainRange(range) === plainRange(old) || old.startsWith('workspace:')) return line;
    return `    ${berryText(name)}: ${berryText(old.startsWith('npm:') ? protocolRange(range) : range)}`;
  });
}

function commonOrigin(blocks: readonly YarnBlock[]): string | undefined {
  const counts = new Map<string, number>();
  for (const block of blocks) {
    const origin = originOf(block);
    if (origin !== undefined) counts.set(origin, (counts.get(origin) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
