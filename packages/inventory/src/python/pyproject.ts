import type { Scope } from '@maximus/contracts';
import { isRecord, own, ownString, tableOf } from '../json.ts';
import { parseToml } from '../toml/index.ts';
import type { Problem, ProjectFiles } from '../types.ts';
import { scopeOfGroup } from './groups.ts';
import type { Asked, Wanted } from './lock-graph.ts';
import { normaliseName } from './names.ts';
import { parseRequirement, wantedOf } from './requirement.ts';
import { withoutCredentials } from './sources.ts';

/** What the project's own manifest asks for. */
export interface Pyproject {
  /** `undefined` where there is no pyproject.toml or it names no dependencies at all. */
  readonly asked: readonly Asked[] | undefined;
  /** Names of the extras of the project itself, as written. */
  readonly extras: ReadonlySet<string>;
  readonly problems: readonly Problem[];
  readonly consumed: readonly string[];
}

const noExtras: ReadonlySet<string> = new Set();

/**
 * Reads pyproject.toml in a folder (`''` is the root): PEP 621, PEP 735 groups, and the tables of Poetry, PDM and uv.
 * One that does not parse is a problem; one that is absent is none.
 */
export async function readPyproject(files: ProjectFiles, folder: string): Promise<Pyproject> {
  const path = folder === '' ? 'pyproject.toml' : `${folder}/pyproject.toml`;
  if (!(await files.exists(path))) return { asked: undefined, extras: noExtras, problems: [], consumed: [] };
  const text = await files.read(path);
  if (!text.ok) return { asked: undefined, extras: noExtras, problems: [{ error: text.error }], consumed: [] };
  const parsed = await parseToml(path, text.value);
  if (!parsed.ok) return { asked: undefined, extras: noExtras, problems: [{ error: parsed.error }], consumed: [path] };
  const asked = askedOf(parsed.value);
  const extras = new Set(Object.keys(tableOf(tableOf(parsed.value, 'project'), 'optional-dependencies')));
  return { asked: asked.length === 0 ? undefined : asked, extras, problems: [], consumed: [path] };
}

function askedOf(pyproject: Record<string, unknown>): readonly Asked[] {
  const asked: Asked[] = [];
  const project = tableOf(pyproject, 'project');
  addRequirements(asked, own(project, 'dependencies'), 'prod');
  for (const [, list] of Object.entries(tableOf(project, 'optional-dependencies')))
    addRequirements(asked, list, 'optional');
  const groups = tableOf(pyproject, 'dependency-groups');
  for (const [group] of Object.entries(groups)) addGroup(asked, groups, group);

  const tool = tableOf(pyproject, 'tool');
  for (const [, list] of Object.entries(tableOf(tableOf(tool, 'pdm'), 'dev-dependencies')))
    addRequirements(asked, list, 'dev');
  addRequirements(asked, own(tableOf(tool, 'uv'), 'dev-dependencies'), 'dev');
  const poetry = tableOf(tool, 'poetry');
  addPoetry(asked, tableOf(poetry, 'dependencies'), 'prod');
  addPoetry(asked, tableOf(poetry, 'dev-dependencies'), 'dev');
  for (const [group, value] of Object.entries(tableOf(poetry, 'group'))) {
    if (isRecord(value)) addPoetry(asked, tableOf(value, 'dependencies'), scopeOfGroup(group));
  }
  return asked;
}

function addRequirements(asked: Asked[], list: unknown, scope: Scope): void {
  if (!Array.isArray(list)) return;
  for (const item of list) {
    const requirement = typeof item === 'string' ? parseRequirement(item) : undefined;
    if (requirement !== undefined) asked.push({ ...wantedOf(requirement), scope });
  }
}

/** A PEP 735 group with the groups that it includes; its own name decides the scope. Inclusion may be a cycle. */
function addGroup(asked: Asked[], groups: Record<string, unknown>, group: string): void {
  const scope = scopeOfGroup(group);
  const names = new Map(Object.keys(groups).map((name) => [normaliseName(name), name]));
  const seen = new Set<string>();
  const open = [group];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const list = own(groups, next);
    addRequirements(asked, list, scope);
    for (const item of Array.isArray(list) ? list : []) {
      const included = isRecord(item) ? ownString(item, 'include-group') : undefined;
      const name = included === undefined ? undefined : names.get(normaliseName(included));
      if (name !== undefined) open.push(name);
    }
  }
}

function addPoetry(asked: Asked[], dependencies: Record<string, unknown>, scope: Scope): void {
  for (const [name, value] of Object.entries(dependencies)) {
    if (name === 'python') continue;
    const optional = isRecord(value) && own(value, 'optional') === true;
    for (const wanted of poetryWanted(name, value)) {
      asked.push({ ...wanted, scope: optional && scope === 'prod' ? 'optional' : scope });
    }
  }
}

/** A Poetry dependency: a constraint, a table, or a list of tables for different environments. */
export function poetryWanted(name: string, value: unknown): readonly Wanted[] {
  if (Array.isArray(value)) return value.flatMap((each) => (Array.isArray(each) ? [] : poetryWanted(name, each)));
  const base = { name: normaliseName(name), extras: [] as readonly string[] };
  if (typeof value === 'string') return [{ ...base, requested: value }];
  if (!isRecord(value)) return [base];
  const extras = own(value, 'extras');
  const url = ownString(value, 'git') ?? ownString(value, 'url') ?? ownString(value, 'path');
  const requested = ownString(value, 'version') ?? (url === undefined ? undefined : withoutCredentials(url));
  return [
    {
      name: base.name,
      extras: Array.isArray(extras) ? extras.filter((each) => typeof each === 'string').map(normaliseName) : [],
      ...(requested === undefined ? {} : { requested }),
    },
  ];
}
