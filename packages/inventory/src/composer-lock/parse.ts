import { fail, ok, type Result } from '@maximus/kernel';
import {
  buildGraph,
  type DraftComponent,
  type DraftEdge,
  type RootEdge,
  unaskedRoots,
} from '../dependency-graph/index.ts';
import { errors } from '../errors.ts';
import { isRecord, own, ownString, parseJson, shapeFault } from '../json.ts';
import { createLineFinder } from '../lines.ts';
import { createProblemList, type ProblemList } from '../problem-list/index.ts';
import { createPurl } from '../purl/index.ts';
import type { ParsedFile, ParseInput } from '../types.ts';
import { type ComposerManifest, readComposerManifest } from './manifest.ts';
import { type ComposerPackage, isPlatform, readPackage } from './packages.ts';

/** Parses composer.lock with the composer.json beside it. */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const json = parseJson(input.path, input.text);
  if (!json.ok) return json;
  if (!isRecord(json.value) || !Array.isArray(own(json.value, 'packages'))) {
    return fail(errors.malformed('no list of packages', { file: input.path, line: 1 }));
  }
  const manifest = await readComposerManifest(input.files, input.path);
  const problems = createProblemList();
  problems.push(manifest.problems);
  const packages = readPackages(input, json.value, problems);
  const providers = providersOf(packages.map(({ entry }) => entry));
  const aliases = readAliases(json.value);
  const drafts = new Map<string, DraftComponent>();
  const roots: RootEdge[] = [];
  for (const { entry, line } of packages) {
    const dependsOn = edgesOf(entry.requests, providers, manifest);
    if (entry.isOwnFolder) {
      const scope = entry.isDevelopment ? 'dev' : 'prod';
      for (const edge of dependsOn) roots.push({ ...edge, scope });
    } else drafts.set(entry.name.toLowerCase(), toDraft(entry, line, dependsOn, aliases));
  }
  for (const [requests, scope] of [
    [manifest.require, 'prod'],
    [manifest.requireDev, 'dev'],
  ] as const) {
    for (const edge of edgesOf(requests, providers, manifest)) roots.push({ ...edge, scope });
  }
  if (!manifest.found) for (const root of unaskedRoots(drafts)) roots.push(root);
  return ok(buildGraph({ path: input.path, drafts, roots, problems: problems.list(), consumed: manifest.consumed }));
}

interface Located {
  readonly entry: ComposerPackage;
  readonly line: number | undefined;
}

function readPackages(input: ParseInput, lock: Record<string, unknown>, problems: ProblemList): readonly Located[] {
  const findLine = createLineFinder(input.text);
  const packages: Located[] = [];
  const seen = new Set<string>();
  for (const section of ['packages', 'packages-dev']) {
    const fault = shapeFault(input, lock, section, 'list');
    if (fault !== undefined) problems.add('shape', () => fault);
    const list = own(lock, section);
    for (const value of Array.isArray(list) ? list : []) {
      const entry = readPackage(value, section === 'packages-dev');
      const line = entry === undefined ? undefined : findLine(`"name": ${JSON.stringify(entry.name)}`);
      const where = { file: input.path, ...(line === undefined ? {} : { line }) };
      if (entry === undefined) {
        problems.add('entry', () => errors.malformed(`an element of ${section} has no name`, where));
      } else if (entry.version === undefined && !entry.isOwnFolder) {
        problems.add('version', () => errors.malformed(`${entry.name.slice(0, 120)} has no version`, where));
      } else if (seen.has(entry.name.toLowerCase())) {
        problems.add('twice', () => errors.malformed(`${entry.name.slice(0, 120)} is there twice`, where));
      } else {
        seen.add(entry.name.toLowerCase());
        packages.push({ entry, line });
      }
    }
  }
  return packages;
}

/** Who answers to a name: the package itself, else one that replaces or provides it; `undefined` for own folders. */
function providersOf(packages: readonly ComposerPackage[]): ReadonlyMap<string, string | undefined> {
  const providers = new Map<string, string | undefined>();
  for (const entry of packages) {
    const key = entry.isOwnFolder ? undefined : entry.name.toLowerCase();
    for (const other of entry.standsFor)
      if (!providers.has(other.toLowerCase())) providers.set(other.toLowerCase(), key);
  }
  for (const entry of packages) {
    providers.set(entry.name.toLowerCase(), entry.isOwnFolder ? undefined : entry.name.toLowerCase());
  }
  return providers;
}

function edgesOf(
  requests: readonly (readonly [string, string])[],
  providers: ReadonlyMap<string, string | undefined>,
  manifest: ComposerManifest,
): DraftEdge[] {
  return requests.flatMap(([name, requested]): DraftEdge[] => {
    const lower = name.toLowerCase();
    if (isPlatform(lower) || manifest.standsFor.has(lower)) return [];
    const to = providers.has(lower) ? providers.get(lower) : lower;
    return to === undefined ? [] : [{ to, requested }];
  });
}

function toDraft(
  entry: ComposerPackage,
  line: number | undefined,
  dependsOn: readonly DraftEdge[],
  aliases: ReadonlyMap<string, string>,
): DraftComponent {
  const { name, version, shasum, licences, vcsUrl } = entry;
  const override = aliases.get(name.toLowerCase());
  return {
    ecosystem: 'Packagist',
    name,
    ...(version === undefined ? {} : { version }),
    purl: createPurl('Packagist', name, version, vcsUrl === undefined ? undefined : { vcs_url: vcsUrl }),
    scope: entry.isDevelopment ? 'dev' : 'prod',
    ...(line === undefined ? {} : { line }),
    ...(shasum === undefined || shasum === '' ? {} : { integrity: shasum }),
    ...(override === undefined ? {} : { override }),
    licences,
    dependsOn,
  };
}

/** `aliases`: a branch that the project passes off as a version. */
function readAliases(lock: Record<string, unknown>): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>();
  const list = own(lock, 'aliases');
  for (const value of Array.isArray(list) ? list : []) {
    if (!isRecord(value)) continue;
    const name = ownString(value, 'package');
    const alias = ownString(value, 'alias');
    if (name === undefined || alias === undefined) continue;
    aliases.set(name.toLowerCase(), `${ownString(value, 'version') ?? ''} as ${alias}`);
  }
  return aliases;
}
