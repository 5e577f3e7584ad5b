import { ok, type Result } from '@maximus/kernel';
import { editJson, isRecord, parseObject } from '../../edit/json/index.ts';
import type { Moves, OverrideMove } from '../npm/moves.ts';
import type { Outcome } from '../npm/outcome.ts';
import { ruleEdits } from '../npm/rule-edits.ts';
import type { OverrideRule, TreeNode } from '../npm/types.ts';
import { type ProjectTexts, requirementEdits } from '../npm/write-files.ts';
import type { FileChange } from '../types.ts';
import { type BunEntry, entryOf, partsOfKey, renderBun } from './lock-text.ts';
import { type BunLockTree, keyOf } from './read-lock.ts';

/** The manifests with their new requirements and overrides, and a bun.lock that names the chosen versions and nothing else anew. */
export function writeBunFiles(
  texts: ProjectTexts,
  lock: BunLockTree,
  outcome: Outcome,
  ruled: readonly OverrideRule[] = [],
): Result<readonly FileChange[]> {
  const folder = texts.lockFile.slice(0, texts.lockFile.lastIndexOf('/') + 1);
  const changes: FileChange[] = [];
  for (const [project, before] of texts.manifests) {
    const rules = project === '' ? outcome.moves.overrides : [];
    const edits = [
      ...requirementEdits(project, before, outcome.moves),
      ...(project === '' ? ruleEdits(parseObject(before) ?? {}, ruled, outcome.moves) : []),
      ...rules.map((move) => ({ path: ['overrides', ...selectorOf(move)], value: move.version })),
    ];
    if (edits.length === 0) continue;
    const after = editJson(before, edits);
    if (!after.ok) return after;
    const file = `${folder}${project === '' ? '' : `${project}/`}package.json`;
    changes.push({ file, kind: 'manifest', before, after: after.value });
  }
  const gone = withoutRules(withRanges(lock.text.head, outcome.moves), ruled, outcome.moves);
  const head = withOverrides(gone, outcome.moves.overrides);
  const after = renderBun({ ...lock.text, head, entries: entriesAfter(lock, outcome) });
  changes.push({ file: texts.lockFile, kind: 'lock', before: texts.lockText, after });
  return ok(changes);
}

function selectorOf({ parent, parentRange = '*', name }: OverrideMove): readonly string[] {
  return parent === undefined ? [name] : [`${parent}@${parentRange}`, name];
}

function entriesAfter(lock: BunLockTree, { tree, touched }: Outcome): readonly BunEntry[] {
  const entries: BunEntry[] = [];
  for (const node of tree.nodes()) {
    if (node.role === 'project') continue;
    const old = lock.entries.get(node.path);
    entries.push(old !== undefined && !touched.has(node.path) ? old : newEntry(node, old, lock));
  }
  const depth = ({ key }: BunEntry) => partsOfKey(key).length;
  return entries.sort((a, b) => Math.min(2, depth(a)) - Math.min(2, depth(b)) || (a.key < b.key ? -1 : 1));
}

function newEntry(node: TreeNode, old: BunEntry | undefined, { entries, workspaces }: BunLockTree): BunEntry {
  const { entry, name, version = '' } = node;
  // An empty address stands for the registry that is configured.
  const someAddress = old?.value[1] ?? [...entries.values()].find(({ value }) => value.length === 4)?.value[1];
  const address = someAddress === '' || typeof entry['resolved'] !== 'string' ? '' : entry['resolved'];
  const meta = entry['peerDependenciesMeta'];
  const optionalPeers = isRecord(meta)
    ? Object.keys(meta).filter((each) => isRecord(meta[each]) && meta[each]['optional'] === true)
    : [];
  const facts = {
    ...group(entry, 'dependencies'),
    ...group(entry, 'optionalDependencies'),
    ...group(entry, 'peerDependencies'),
    ...(optionalPeers.length === 0 ? {} : { optionalPeers: optionalPeers.sort() }),
    ...platform(entry, 'os'),
    ...platform(entry, 'cpu'),
    ...bin(entry['bin']),
    ...(entry['hasInstallScript'] === true ? { hasInstallScript: true } : {}),
  };
  return entryOf(keyOf(node.path, workspaces), [`${name}@${version}`, address, facts, entry['integrity']]);
}

function group(entry: TreeNode['entry'], field: string): Record<string, unknown> {
  const value = entry[field];
  if (!isRecord(value) || Object.keys(value).length === 0) return {};
  return { [field]: Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** One platform is a word, several are a list. */
function platform(entry: TreeNode['entry'], field: string): Record<string, unknown> {
  const value = entry[field];
  if (!Array.isArray(value) || value.length === 0) return {};
  return { [field]: value.length === 1 ? value[0] : value };
}

function bin(value: unknown): Record<string, unknown> {
  return isRecord(value) && Object.keys(value).length > 0 ? { bin: value } : {};
}

/** The requirements that the file repeats. */
function withRanges(head: readonly string[], { ranges }: Moves): readonly string[] {
  let project: string | undefined;
  return head.map((line) => {
    const opened = /^ {4}"([^"]*)": \{$/.exec(line)?.[1];
    if (opened !== undefined) project = opened;
    if (/^ {2}\S/.test(line)) project = undefined;
    const found = /^ {8}"([^"]+)": "(.*)",$/.exec(line);
    const move = ranges.find(
      (each) => each.project === project && each.folder === found?.[1] && each.from === found?.[2],
    );
    return move === undefined ? line : `        ${JSON.stringify(move.folder)}: ${JSON.stringify(move.to)},`;
  });
}

/** The lines of flat rules with their new values, or without them; what is nested is for bun to write. */
function withoutRules(head: readonly string[], ruled: readonly OverrideRule[], { rules }: Moves): readonly string[] {
  const lines = head.flatMap((line) => {
    const key = /^ {4}"([^"]*)": "/.exec(line)?.[1];
    const rule = ruled.find(({ path, text }) => path?.length === 2 && path[1] === key && rules.has(text));
    const value = rule === undefined ? undefined : rules.get(rule.text);
    if (rule === undefined) return [line];
    return value === undefined ? [] : [`    ${JSON.stringify(key)}: ${JSON.stringify(value)},`];
  });
  const at = lines.indexOf('  "overrides": {');
  return at >= 0 && lines[at + 1] === '  },' ? lines.toSpliced(at, 2) : lines;
}

/** The rules among those that are there, in the order of their names; else a section of their own. */
function withOverrides(head: readonly string[], overrides: Moves['overrides']): readonly string[] {
  if (overrides.length === 0) return head;
  const opening = '  "overrides": {';
  const at = head.findIndex((line) => /^ {2}"(?:catalogs?|packages)": \{$/.test(line));
  const lines = head.includes(opening) ? [...head] : head.toSpliced(at, 0, opening, '  },');
  for (const { parent, parentRange = '*', name, version } of overrides) {
    const selector = parent === undefined ? name : `${parent}@${parentRange}`;
    const rule = `${JSON.stringify(name)}: ${JSON.stringify(version)},`;
    const added =
      parent === undefined ? [`    ${rule}`] : [`    ${JSON.stringify(selector)}: {`, `      ${rule}`, '    },'];
    const start = lines.indexOf(opening);
    const next = lines.findIndex((line, index) => {
      const key = /^ {4}"([^"]*)":/.exec(line)?.[1];
      return index > start && (line === '  },' || (key !== undefined && key > selector));
    });
    lines.splice(next, 0, ...added);
  }
  return lines;
}
