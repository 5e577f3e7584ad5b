import { fail, ok, type Result } from '@maximus/kernel';
import { editJson, isRecord, parseObject } from '../../edit/json/index.ts';
import { editYaml, readMapping, type YamlEdit } from '../../edit/yaml/index.ts';
import { errors } from '../../errors.ts';
import type { OverrideMove, RangeMove } from '../npm/moves.ts';
import type { Outcome } from '../npm/outcome.ts';
import { ruleEdits } from '../npm/rule-edits.ts';
import type { OverrideRule } from '../npm/types.ts';
import { requirementEdits } from '../npm/write-files.ts';
import type { FileChange } from '../types.ts';
import type { PnpmLockTree } from './read-lock.ts';
import { catalogName, lockTextAfter } from './write-lock.ts';

/** The texts that a change of a pnpm project starts from. */
export interface PnpmTexts {
  readonly lockFile: string;
  readonly lockText: string;
  /** package.json by the path of its project; the root is the empty name. */
  readonly manifests: ReadonlyMap<string, string>;
  /** pnpm-workspace.yaml; empty where there is none. */
  readonly workspaceText: string;
  /** Whether overrides are read from `pnpm.overrides` of package.json: pnpm 9 and before. */
  readonly overridesInManifest: boolean;
}

/** Where the overrides of a project stand, in pnpm's words. */
export function overridesOf(texts: PnpmTexts): {
  readonly place: string;
  readonly overrides: Readonly<Record<string, unknown>>;
} {
  const workspace = readMapping(texts.workspaceText)?.['overrides'];
  const manifest = pnpmField(texts)['overrides'];
  if (texts.overridesInManifest || (isRecord(manifest) && !isRecord(workspace))) {
    return { place: 'pnpm.overrides', overrides: isRecord(manifest) ? manifest : {} };
  }
  return { place: 'overrides', overrides: isRecord(workspace) ? workspace : {} };
}

/** The manifests, pnpm-workspace.yaml where it holds what changes, and the prepared lock file. */
export function writePnpmFiles(
  texts: PnpmTexts,
  lock: PnpmLockTree,
  outcome: Outcome,
  ruled: readonly OverrideRule[],
): Result<readonly FileChange[]> {
  const folder = texts.lockFile.slice(0, texts.lockFile.lastIndexOf('/') + 1);
  const { place, overrides } = overridesOf(texts);
  const direct = directUnder(lock, outcome);
  if (direct !== undefined) {
    // The lock file then repeats the rule in the place of what the manifest asks for.
    return fail(errors.edit_refused(`the rule also decides what the project itself asks for of ${direct}`));
  }
  const added = outcome.moves.overrides.map((move) => [selectorOf(move), move.version] as const);
  const changes: FileChange[] = [];
  for (const [project, before] of texts.manifests) {
    const inManifest = project === '' && place === 'pnpm.overrides' ? added : [];
    const edits = [
      ...requirementEdits(project, before, outcome.moves),
      ...(project === '' && place === 'pnpm.overrides'
        ? ruleEdits(parseObject(before) ?? {}, ruled, outcome.moves)
        : []),
      ...inManifest.map(([selector, value]) => ({ path: ['pnpm', 'overrides', selector], value })),
    ];
    if (edits.length === 0) continue;
    const after = editJson(before, edits);
    if (!after.ok) return after;
    const file = `${folder}${project === '' ? '' : `${project}/`}package.json`;
    changes.push({ file, kind: 'manifest', before, after: after.value });
  }
  const yamlEdits: YamlEdit[] = [
    ...outcome.moves.ranges.flatMap((move) => catalogEdit(move, texts)),
    ...(place === 'overrides' ? [...added, ...changedRules(ruled, outcome)] : []).map(
      ([selector, value]): YamlEdit => ({ path: ['overrides', selector], value }),
    ),
  ];
  if (yamlEdits.length > 0) {
    const before = texts.workspaceText;
    const after = editYaml(before, yamlEdits);
    if (!after.ok) return after;
    changes.push({ file: `${folder}pnpm-workspace.yaml`, kind: 'manifest', before, after: after.value });
  }
  const changed = new Map(changedRules(ruled, outcome));
  const all = [...Object.entries(overrides), ...added].flatMap(([selector, value]): [string, string][] => {
    const now = changed.has(selector) ? changed.get(selector) : value;
    return typeof now === 'string' ? [[selector, now]] : [];
  });
  const after = lockTextAfter(lock, outcome, all);
  if (!after.ok) return after;
  changes.push({ file: texts.lockFile, kind: 'lock', before: texts.lockText, after: after.value });
  return ok(changes);
}

/** A package that a project asks for under a rule that changes. */
function directUnder(lock: PnpmLockTree, { moves }: Outcome): string | undefined {
  if (moves.rules.size === 0) return undefined;
  for (const node of lock.tree.nodes()) {
    if (node.role !== 'project') continue;
    const request = node.requests.find((each) => moves.rules.has(lock.tree.edge(node, each).rule?.text ?? ''));
    if (request !== undefined) return request.folder;
  }
  return undefined;
}

/** Selectors of the project's own rules that change, with their new values; nothing for one that goes. */
function changedRules(
  ruled: readonly OverrideRule[],
  { moves }: Outcome,
): readonly (readonly [string, string | undefined])[] {
  return ruled.flatMap(({ text, path }) =>
    path !== undefined && moves.rules.has(text) ? [[path.at(-1) ?? '', moves.rules.get(text)] as const] : [],
  );
}

function selectorOf({ parent = '', parentRange = '*', name }: OverrideMove): string {
  return `${parent}@${parentRange}>${name}`;
}

/** The entry of a catalog that a requirement stands for. */
function catalogEdit({ project, folder, to }: RangeMove, texts: PnpmTexts): YamlEdit[] {
  const manifest = parseObject(texts.manifests.get(project) ?? '') ?? {};
  const asked = ['dependencies', 'devDependencies', 'optionalDependencies']
    .map((section) => manifest[section])
    .map((wanted) => (isRecord(wanted) && Object.hasOwn(wanted, folder) ? wanted[folder] : undefined))
    .find((each) => typeof each === 'string' && each.startsWith('catalog:'));
  if (typeof asked !== 'string') return [];
  const name = catalogName(asked);
  const catalogs = readMapping(texts.workspaceText)?.['catalogs'];
  const inCatalogs = isRecord(catalogs) && isRecord(catalogs[name]);
  return [{ path: name === 'default' && !inCatalogs ? ['catalog', folder] : ['catalogs', name, folder], value: to }];
}

function pnpmField({ manifests }: PnpmTexts): Readonly<Record<string, unknown>> {
  const field = parseObject(manifests.get('') ?? '')?.['pnpm'];
  return isRecord(field) ? field : {};
}
