import { own, tableOf } from '../json.ts';
import { createProblemList } from '../problem-list/index.ts';
import { normaliseName, parseRequirement } from '../python/index.ts';
import { parseToml } from '../toml/index.ts';
import { inFolder, treePath } from '../tree-path.ts';
import type { ParseInput, Problem } from '../types.ts';

/** A package that a pyproject.toml asks for. */
export interface UvRequest {
  /** Normalised (PEP 503). */
  readonly name: string;
  /** Path of the pyproject.toml. */
  readonly manifest: string;
}

/** What the pyproject.toml files that a lock file is for ask for. */
export interface MemberManifests {
  readonly requests: readonly UvRequest[];
  readonly problems: readonly Problem[];
  readonly consumed: readonly string[];
}

/** Members that one workspace may have; the largest public ones have some hundreds. */
const maxMembers = 5000;

/**
 * Reads the pyproject.toml beside a uv.lock and those in `folders` (relative to it): only the tables that uv locks. The
 * lock of a script has none. A file that is not there is no problem, one that does not parse is.
 */
export async function readMemberManifests(input: ParseInput, folders: readonly string[]): Promise<MemberManifests> {
  const problems = createProblemList();
  const requests: UvRequest[] = [];
  const consumed: string[] = [];
  if (!/(?:^|\/)uv\.lock$/.test(input.path)) return { requests, problems: [], consumed };
  const found = new Set<string>();
  for (const folder of ['.', ...folders.slice(0, maxMembers)]) {
    const base = folder === '' ? undefined : treePath(input.path, folder);
    if (base !== undefined) found.add(inFolder(base, 'pyproject.toml'));
  }
  for (const path of found) {
    if (!(await input.files.exists(path))) continue;
    const text = await input.files.read(path);
    const toml = text.ok ? await parseToml(path, text.value) : text;
    if (!toml.ok) {
      problems.add('manifest', () => toml.error);
      continue;
    }
    consumed.push(path);
    for (const name of namesOf(toml.value)) requests.push({ name, manifest: path });
  }
  return { requests, problems: problems.list(), consumed };
}

function namesOf(pyproject: Record<string, unknown>): ReadonlySet<string> {
  const project = tableOf(pyproject, 'project');
  const lists = [
    own(project, 'dependencies'),
    ...Object.values(tableOf(project, 'optional-dependencies')),
    ...Object.values(tableOf(pyproject, 'dependency-groups')),
    own(tableOf(tableOf(pyproject, 'tool'), 'uv'), 'dev-dependencies'),
  ];
  const names = new Set<string>();
  for (const item of lists.flatMap((list) => (Array.isArray(list) ? (list as readonly unknown[]) : []))) {
    const name = typeof item === 'string' ? parseRequirement(item)?.name : undefined;
    if (name !== undefined) names.add(normaliseName(name));
  }
  return names;
}
