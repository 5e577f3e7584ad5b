import { errors } from '../errors.ts';
import { createProblemList, type ProblemList } from '../problem-list/index.ts';
import type { Problem } from '../types.ts';
import type { ModuleFile, Replacement, Requirement } from './module-file.ts';
import { createReplacements, localFolder, type Replacements } from './replacements.ts';
import type { Sums } from './sum.ts';
import type { VendoredModule } from './vendor.ts';

/** One module that the build uses; `name` is the replacement's where there is one. */
export interface SelectedModule {
  readonly name: string;
  readonly version?: string;
  readonly direct: boolean;
  /** The minimum that the requirement asks for; direct modules only. */
  readonly requested?: string;
  readonly override?: string;
  readonly integrity?: string;
  readonly line?: number;
}

/** What selecting needs beside the go.mod. */
export interface Evidence {
  readonly sums?: Sums;
  /** vendor/modules.txt by module path. */
  readonly vendored?: ReadonlyMap<string, VendoredModule>;
  /** Negative where the first version is older; `undefined` where one of them is not a version. */
  readonly order: (a: string, b: string) => number | undefined;
}

/** Modules selected, folders that stand in for one, and what is not known. */
export interface Selection {
  readonly modules: readonly SelectedModule[];
  readonly folders: readonly Replacement[];
  readonly problems: readonly Problem[];
}

/** A version that the Go command has resolved; a branch name or query is not one. */
const resolvedVersion = /^v\d+\.\d+\.\d+/;

/**
 * The modules that a go.mod builds with. From go 1.17 on go.mod names them all (graph pruning); before, the indirect ones
 * come from vendor/modules.txt or else from go.sum (see readme.md for why and when that is certain). Rule: Go Modules
 * Reference, "Minimal version selection" and "Module graph pruning".
 */
export function selectModules(file: ModuleFile, evidence: Evidence): Selection {
  const replacements = createReplacements(file.replaces);
  const modules: SelectedModule[] = [];
  const folders = new Map<number, Replacement>();
  const problems = createProblemList();
  for (const requirement of file.requires) {
    const rule = replacements.find(requirement.path, requirement.version);
    if (rule !== undefined && localFolder(rule)) folders.set(rule.line, rule);
    else modules.push(required(file, requirement, rule, evidence, problems));
  }
  if (!listsEveryModule(file)) {
    const rest = evidence.vendored ? fromVendor(file, evidence.vendored) : fromSums(file, replacements, evidence);
    for (const module of rest.modules) modules.push(module);
    problems.push(rest.problems);
  }
  vendorMismatches(file, evidence.vendored, problems);
  return { modules, folders: [...folders.values()], problems: problems.list() };
}

/** Whether the go directive promises that go.mod names every module of the build. */
function listsEveryModule(file: ModuleFile): boolean {
  const [major = 0, minor = 0] = (file.go?.version ?? '1.16').split('.').map((part) => Number.parseInt(part, 10));
  return major > 1 || (major === 1 && minor >= 17);
}

function required(
  file: ModuleFile,
  requirement: Requirement,
  rule: Replacement | undefined,
  evidence: Evidence,
  problems: ProblemList,
): SelectedModule {
  const { path, version, line } = requirement;
  const name = rule?.target ?? path;
  const stated = rule?.targetVersion ?? version;
  const unusable =
    !resolvedVersion.test(stated) && stated !== ''
      ? `"${stated.slice(0, 60)}" is not a version that the Go command has resolved`
      : file.excludes.has(`${path}@${version}`)
        ? `version ${version} is excluded in the same file; the Go command takes the next one`
        : undefined;
  if (unusable !== undefined) {
    problems.add('version', () => errors.unresolved(`${path}: ${unusable}`, { file: file.path, line }));
  }
  const integrity = evidence.sums?.modules.get(name)?.zips.get(stated);
  return {
    name,
    direct: !requirement.indirect,
    line,
    ...(unusable === undefined ? { version: stated } : {}),
    ...(requirement.indirect ? {} : { requested: version }),
    ...(rule === undefined ? {} : { override: replaceRule(rule) }),
    ...(integrity === undefined ? {} : { integrity }),
  };
}

type Rest = Pick<Selection, 'modules' | 'problems'>;

function fromVendor(file: ModuleFile, vendored: ReadonlyMap<string, VendoredModule>): Rest {
  const listed = new Set(file.requires.map(({ path }) => path));
  const modules: SelectedModule[] = [];
  for (const [path, entry] of vendored) {
    if (listed.has(path) || entry.folder) continue;
    const replaced = entry.name !== path || entry.version !== entry.original;
    modules.push({
      name: entry.name,
      direct: false,
      version: entry.version,
      ...(replaced ? { override: `replace ${path} => ${entry.name} ${entry.version}` } : {}),
    });
  }
  return { modules, problems: [] };
}

/**
 * go.sum of an unpruned graph holds the go.mod hash of every version in the graph, so the highest one is what minimal
 * version selection takes, and a zip hash says that the module's code is used. Where the two disagree the file holds
 * leftovers, and the version is not known.
 */
function fromSums(file: ModuleFile, replacements: Replacements, { sums, order }: Evidence): Rest {
  const missing = `go ${file.go?.version ?? 'before 1.17'} does not list indirect modules in go.mod`;
  if (sums === undefined) {
    const where = file.go?.line ?? 1;
    return file.requires.length === 0
      ? { modules: [], problems: [] }
      : { modules: [], problems: [unresolved(file, `${missing}, and there is no go.sum beside it`, where)] };
  }
  const listed = new Set(file.requires.map(({ path }) => path));
  const modules: SelectedModule[] = [];
  const doubtful: string[] = [];
  for (const [path, { zips, seen }] of sums.modules) {
    if (zips.size === 0) continue;
    const rule = replacements.into(path, zips.keys());
    if (listed.has(rule?.path ?? path) || (rule === undefined && replacements.replacesAll(path))) continue;
    const [version, integrity] = [...zips][0] ?? [];
    const candidates = [...seen].filter((each) => !file.excludes.has(`${path}@${each}`));
    const sure =
      zips.size === 1 && version !== undefined && (rule !== undefined || isHighest(version, candidates, order));
    if (!sure) doubtful.push(path);
    modules.push({
      name: path,
      direct: false,
      ...(sure && version !== undefined ? { version } : {}),
      ...(sure && integrity !== undefined ? { integrity } : {}),
      ...(rule === undefined ? {} : { override: replaceRule(rule) }),
    });
  }
  const problems: Problem[] = [];
  if (doubtful.length > 0) {
    const [first = ''] = doubtful;
    const error = errors.unresolved(
      `${missing}, and go.sum holds leftovers: the version of ${doubtful.length} module(s) is not certain, first ${first}; run "go mod tidy"`,
      { file: file.path, line: file.go?.line ?? 1, modules: doubtful.slice(0, 20) },
    );
    problems.push({ error, count: doubtful.length });
  }
  const absent = file.requires.filter(({ path }) => !sums.modules.has(path) && !replacements.has(path));
  if (absent[0] !== undefined) {
    const said = `go.sum knows nothing of ${absent.length} required module(s), first ${absent[0].path}: it is incomplete`;
    problems.push({ ...unresolved(file, said, absent[0].line), count: absent.length });
  }
  return { modules, problems };
}

function isHighest(version: string, candidates: readonly string[], order: Evidence['order']): boolean {
  return candidates.every((other) => {
    const sign = order(version, other);
    return sign !== undefined && sign >= 0;
  });
}

/** A vendor folder that does not follow go.mod: the Go command refuses to build, so neither version is certain. */
function vendorMismatches(file: ModuleFile, vendored: Evidence['vendored'], problems: ProblemList): void {
  if (vendored === undefined) return;
  for (const { path, version, line } of file.requires) {
    const { original = '' } = vendored.get(path) ?? {};
    if (original === '' || original === version) continue;
    problems.add('vendor', () =>
      errors.unresolved(`${path} is ${version} here and ${original} in vendor/modules.txt`, { file: file.path, line }),
    );
  }
}

function replaceRule({ path, version, target, targetVersion }: Replacement): string {
  const join = (name: string, at: string | undefined) => (at === undefined ? name : `${name} ${at}`);
  return `replace ${join(path, version)} => ${join(target, targetVersion)}`;
}

function unresolved(file: ModuleFile, message: string, line: number): Problem {
  return { error: errors.unresolved(message, { file: file.path, line }) };
}
