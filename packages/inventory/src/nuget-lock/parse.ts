import { fail, ok, type Result } from '@maximus/kernel';
import { buildGraph, type DraftComponent, type DraftEdge, type RootEdge } from '../dependency-graph/index.ts';
import { errors } from '../errors.ts';
import { isRecord, own, ownString, parseJson, shapeFault } from '../json.ts';
import { createLineFinder } from '../lines.ts';
import { createProblemList, type ProblemList } from '../problem-list/index.ts';
import { createPurl } from '../purl/index.ts';
import type { ParsedFile, ParseInput } from '../types.ts';

const newest = 2;

/** Longest name of a target framework: it is a part of the key of each of its packages. */
const maxFramework = 256;

/** One entry of one target framework. */
interface Entry {
  readonly framework: string;
  readonly name: string;
  readonly type: string;
  readonly version: string | undefined;
  readonly requested: string | undefined;
  readonly contentHash: string | undefined;
  readonly line: number | undefined;
  readonly requests: readonly (readonly [string, string])[];
}

/** Parses packages.lock.json. The file says itself what is direct; a package of two frameworks is two components. */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const json = parseJson(input.path, input.text);
  if (!json.ok) return json;
  const version = isRecord(json.value) ? own(json.value, 'version') : undefined;
  const frameworks = isRecord(json.value) ? own(json.value, 'dependencies') : undefined;
  if (typeof version !== 'number' || !isRecord(frameworks)) {
    return fail(errors.malformed('no version or no dependencies', { file: input.path, line: 1 }));
  }
  if (version > newest) {
    const message = `version ${version} is newer than ${newest}`;
    return fail(errors.unsupported_version(message, { file: input.path, line: 1 }));
  }
  const problems = createProblemList();
  const entries = readEntries(input, frameworks, problems);
  const drafts = new Map<string, DraftComponent>();
  const direct: RootEdge[] = [];
  const roots: RootEdge[] = [];
  for (const entry of entries.values()) {
    const dependsOn = edgesOf(entry, entries);
    if (entry.type === 'Project') for (const edge of dependsOn) roots.push({ ...edge, scope: 'prod' });
    else drafts.set(keyOf(entry.framework, entry.name), toDraft(entry, dependsOn));
    if (entry.type === 'Direct') direct.push(directRoot(entry));
  }
  return ok(buildGraph({ path: input.path, drafts, roots: [...direct, ...roots], problems: problems.list() }));
}

function directRoot({ framework, name, requested }: Entry): RootEdge {
  return { to: keyOf(framework, name), scope: 'prod', ...(requested === undefined ? {} : { requested }) };
}

function readEntries(
  input: ParseInput,
  frameworks: Record<string, unknown>,
  problems: ProblemList,
): Map<string, Entry> {
  const findLine = createLineFinder(input.text);
  const entries = new Map<string, Entry>();
  for (const [framework, packages] of Object.entries(frameworks)) {
    const fault = shapeFault(input, frameworks, framework);
    if (fault !== undefined) problems.add('shape', () => fault);
    if (framework.length > maxFramework) {
      problems.add('framework', () =>
        errors.malformed('a framework has an endless name', { file: input.path, line: 1 }),
      );
      continue;
    }
    for (const [name, value] of isRecord(packages) ? Object.entries(packages) : []) {
      const line = findLine(`${JSON.stringify(name)}: {`);
      const entry = isRecord(value) ? readEntry(framework, name, value, line) : undefined;
      const unusable = entry === undefined || (entry.version === undefined && entry.type !== 'Project');
      if (!unusable) entries.set(keyOf(framework, name), entry);
      else {
        const where = { file: input.path, ...(line === undefined ? {} : { line }) };
        problems.add('entry', () => errors.malformed(`${name.slice(0, 120)} has no resolved version`, where));
      }
    }
  }
  return entries;
}

function readEntry(framework: string, name: string, value: Record<string, unknown>, line: number | undefined): Entry {
  const requests = own(value, 'dependencies');
  return {
    framework,
    name,
    type: ownString(value, 'type') ?? '',
    version: ownString(value, 'resolved'),
    requested: ownString(value, 'requested'),
    contentHash: ownString(value, 'contentHash'),
    line,
    requests: isRecord(requests)
      ? Object.entries(requests).filter((request): request is [string, string] => typeof request[1] === 'string')
      : [],
  };
}

/** Names are compared without regard to case. */
function keyOf(framework: string, name: string): string {
  return `${framework}: ${name.toLowerCase()}`;
}

/** A runtime's section (`net8.0/win-x64`) holds only what it adds: the rest is in the framework's own. */
function edgesOf(entry: Entry, entries: ReadonlyMap<string, Entry>): DraftEdge[] {
  const slash = entry.framework.indexOf('/');
  return entry.requests.flatMap(([name, requested]): DraftEdge[] => {
    const inSection = keyOf(entry.framework, name);
    const inFramework = slash === -1 ? inSection : keyOf(entry.framework.slice(0, slash), name);
    const to = entries.has(inSection) ? inSection : inFramework;
    return entries.get(to)?.type === 'Project' ? [] : [{ to, requested }];
  });
}

function toDraft(entry: Entry, dependsOn: readonly DraftEdge[]): DraftComponent {
  const { name, version, line, contentHash, requested, type } = entry;
  const central = type === 'CentralTransitive';
  return {
    ecosystem: 'NuGet',
    name,
    ...(version === undefined ? {} : { version }),
    purl: createPurl('NuGet', name, version),
    scope: 'prod',
    ...(line === undefined ? {} : { line }),
    ...(contentHash === undefined ? {} : { integrity: contentHash }),
    ...(central ? { override: `central package version ${requested ?? version}` } : {}),
    dependsOn,
  };
}
