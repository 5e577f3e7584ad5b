import { ok, type Result } from '@maximus/kernel';
import {
  buildGraph,
  type DraftComponent,
  type DraftEdge,
  type RootEdge,
  unaskedRoots,
} from '../dependency-graph/index.ts';
import { errors } from '../errors.ts';
import { type NodeProject, readProject } from '../node-project/index.ts';
import { purlOf, sourceOf } from '../node-source/index.ts';
import { targetOfResolution, VersionRules } from '../npm-overrides/index.ts';
import { createProblemList, type ProblemList } from '../problem-list/index.ts';
import type { ParsedFile, ParseInput } from '../types.ts';
import { type LockEntry, readLockLines } from './lock-lines.ts';
import { aliasTarget, nameInAddress, readPattern } from './pattern.ts';

/** Parses yarn 1's yarn.lock with the package.json beside it and those of its workspaces. */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const entries = readLockLines(input.path, input.text);
  if (!entries.ok) return entries;
  const project = await readProject(input.files, input.path);
  const problems = createProblemList();
  problems.push(project.problems);
  const lock = new Lock(entries.value, project);
  const drafts = new Map<string, DraftComponent>();
  const roots: RootEdge[] = [];
  for (const entry of entries.value) {
    const dependsOn = lock.edgesOf(entry);
    if (isOwnFolder(entry)) {
      for (const edge of dependsOn) roots.push({ to: edge.to, scope: edge.optional ? 'optional' : 'prod' });
    } else addDraft(input.path, drafts, entry, dependsOn, lock.rules, problems);
  }
  for (const manifest of project.root === undefined ? [] : [project.root, ...project.members]) {
    for (const { alias, range, scope } of manifest.requests) {
      const to = lock.find(alias, range);
      if (to !== undefined) roots.push({ to, scope, requested: range });
    }
  }
  // A workspace whose folder is not there asks for entries that nothing else asks for.
  for (const root of unaskedRoots(drafts)) roots.push(root);
  return ok(buildGraph({ path: input.path, drafts, roots, problems: problems.list(), consumed: project.consumed }));
}

function addDraft(
  path: string,
  drafts: Map<string, DraftComponent>,
  entry: LockEntry,
  dependsOn: readonly DraftEdge[],
  rules: VersionRules,
  problems: ProblemList,
): void {
  const { line } = entry;
  const first = readPattern(entry.patterns[0] ?? '');
  const resolved = entry.fields.get('resolved');
  const name = nameInAddress(resolved ?? '') ?? aliasTarget(first.range) ?? first.name;
  const version = entry.fields.get('version');
  const key = entry.patterns[0] ?? '';
  if (name === '' || version === undefined) {
    problems.add('entry', () =>
      errors.malformed(`no name or version in the entry of ${key.slice(0, 120)}`, { file: path, line }),
    );
    return;
  }
  if (drafts.has(key)) {
    problems.add('twice', () => errors.malformed(`${key.slice(0, 120)} is there twice`, { file: path, line }));
    return;
  }
  const integrity = entry.fields.get('integrity') ?? archiveDigest(resolved);
  const override = rules.deciding(first.name, version);
  drafts.set(key, {
    ecosystem: 'npm',
    name,
    version,
    purl: purlOf(name, version, sourceOf(resolved, name)),
    line,
    ...(integrity === undefined ? {} : { integrity }),
    ...(override === undefined ? {} : { override }),
    dependsOn,
  });
}

/** `link:` and `file:` of a folder have no address: a folder of the project's own. */
function isOwnFolder(entry: LockEntry): boolean {
  if (entry.fields.has('resolved')) return false;
  const { range } = readPattern(entry.patterns[0] ?? '');
  return range.startsWith('link:') || range.startsWith('file:');
}

/** Before yarn 1.10 the SHA-1 behind the address was the only digest. */
function archiveDigest(resolved: string | undefined): string | undefined {
  const digest = resolved === undefined ? '' : resolved.slice(resolved.indexOf('#') + 1);
  return /^[0-9a-f]{40}$/.test(digest) && resolved?.includes('.tgz#') === true ? digest : undefined;
}

/** Which entry a request means. */
class Lock {
  readonly rules = new VersionRules();
  readonly #keys = new Map<string, string | undefined>();
  readonly #ruled = new Map<string, string>();
  readonly #ownNames: ReadonlySet<string>;
  /** By name, `undefined` where several entries have it; only without the manifest that would hold the resolutions. */
  readonly #only = new Map<string, string | undefined>();

  constructor(entries: readonly LockEntry[], project: NodeProject) {
    this.#ownNames = project.ownNames;
    for (const entry of entries) {
      const key = isOwnFolder(entry) ? undefined : entry.patterns[0];
      for (const pattern of entry.patterns) if (!this.#keys.has(pattern)) this.#keys.set(pattern, key);
      if (project.root === undefined && key !== undefined) {
        const { name } = readPattern(key);
        this.#only.set(name, this.#only.has(name) ? undefined : key);
      }
    }
    for (const [selector, value] of project.root?.resolutions ?? []) {
      const target = targetOfResolution(selector);
      this.rules.add('resolutions', selector, target, value);
      this.#ruled.set(target.name, `${target.name}@${value}`);
    }
  }

  /**
   * The key of the entry; `undefined` for a folder of the project's own. A resolution takes the pattern out of the file
   * and leaves its own.
   */
  find(name: string, range: string): string | undefined {
    const pattern = `${name}@${range}`;
    if (this.#keys.has(pattern)) return this.#keys.get(pattern);
    const ruled = this.#ruled.get(name);
    if (ruled !== undefined && this.#keys.has(ruled)) return this.#keys.get(ruled);
    const only = this.#only.get(name);
    if (only !== undefined) return only;
    return this.#ownNames.has(name) || range.startsWith('link:') ? undefined : pattern;
  }

  edgesOf(entry: LockEntry): DraftEdge[] {
    const edges: DraftEdge[] = [];
    for (const [name, range] of entry.dependencies) {
      const to = this.find(name, range);
      if (to !== undefined && !entry.optionalDependencies.has(name)) edges.push({ to, requested: range });
    }
    for (const [name, range] of entry.optionalDependencies) {
      const to = this.find(name, range);
      if (to !== undefined) edges.push({ to, requested: range, optional: true });
    }
    return edges;
  }
}
