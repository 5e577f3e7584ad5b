import { ok, type Result } from '@maximus/kernel';
import { editJson, isRecord, type JsonEdit, parseObject } from '../../edit/json/index.ts';
import type { FileChange } from '../types.ts';
import { flagged, installFlags } from './install-flags.ts';
import type { Moves } from './moves.ts';
import type { Outcome } from './outcome.ts';
import type { NpmLock } from './read-lock.ts';
import { ruleEdits } from './rule-edits.ts';
import type { OverrideRule } from './types.ts';

/** The texts that a change starts from: the lock file, and package.json by the path of its project. */
export interface ProjectTexts {
  readonly lockFile: string;
  readonly lockText: string;
  readonly manifests: ReadonlyMap<string, string>;
}

const sections = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/** The manifests with their new requirements, and a lock file that names the chosen versions and nothing else anew. */
export function writeFiles(
  { lockFile, lockText, manifests }: ProjectTexts,
  lock: NpmLock,
  outcome: Outcome,
  rules: readonly OverrideRule[] = [],
): Result<readonly FileChange[]> {
  const folder = lockFile.slice(0, lockFile.lastIndexOf('/') + 1);
  const changes: FileChange[] = [];
  for (const [project, before] of manifests) {
    const edits = editsFor(project, before, outcome.moves, rules);
    if (edits.length === 0) continue;
    const after = editJson(before, edits);
    if (!after.ok) return after;
    const file = `${folder}${project === '' ? '' : `${project}/`}package.json`;
    changes.push({ file, kind: 'manifest', before, after: after.value });
  }
  changes.push({ file: lockFile, kind: 'lock', before: lockText, after: lockTextOf(lockText, lock, outcome) });
  return ok(changes);
}

function editsFor(project: string, text: string, moves: Moves, rules: readonly OverrideRule[]): readonly JsonEdit[] {
  const edits = requirementEdits(project, text, moves);
  if (project !== '') return edits;
  return [
    ...edits,
    ...ruleEdits(parseObject(text) ?? {}, rules, moves),
    ...moves.overrides.map(({ parent = '', parentRange = '*', name, version }) => ({
      path: ['overrides', `${parent}@${parentRange}`, name],
      value: version,
    })),
  ];
}

/** The edits of a manifest for its changed requirements. */
export function requirementEdits(project: string, text: string, { ranges }: Moves): readonly JsonEdit[] {
  const manifest = parseObject(text) ?? {};
  const edits: JsonEdit[] = [];
  for (const move of ranges.filter((each) => each.project === project)) {
    for (const section of sections) {
      const wanted = manifest[section];
      if (isRecord(wanted) && Object.hasOwn(wanted, move.folder) && wanted[move.folder] === move.from) {
        edits.push({ path: [section, move.folder], value: move.to });
      }
    }
  }
  return edits;
}

/** The whole document, because npm writes it whole; only touched entries and changed requirements differ. */
function lockTextOf(before: string, lock: NpmLock, { tree, touched, moves }: Outcome): string {
  const packages = new Map(Object.entries(lock.document['packages'] as Record<string, Record<string, unknown>>));
  const flags = installFlags(tree);
  for (const path of touched) {
    const node = tree.get(path);
    if (node === undefined) packages.delete(path);
    else packages.set(path, flagged(node.entry, flags(path)));
  }
  for (const { project, folder, from, to } of moves.ranges) {
    const entry = structuredClone(packages.get(project) ?? {});
    for (const section of sections) {
      const wanted = entry[section];
      if (isRecord(wanted) && wanted[folder] === from) wanted[folder] = to;
    }
    packages.set(project, entry);
  }
  const inOrder = [...packages].sort(([a], [b]) => a.localeCompare(b, 'en'));
  const { dependencies: _outdated, ...document } = lock.document;
  const indent = /^([ \t]+)"/m.exec(before)?.[1] ?? '';
  const text = JSON.stringify({ ...document, packages: fromEntries(inOrder) }, null, indent);
  const end = before.slice(before.trimEnd().length);
  return (before.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text) + end;
}

/** `Object.fromEntries` defines, so that no key is taken for a prototype. */
function fromEntries(entries: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  return Object.fromEntries(entries);
}
