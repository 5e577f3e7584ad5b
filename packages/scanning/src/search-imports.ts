import type { Reachability } from '@maximus/contracts';
import { formats, listFiles, openFolder } from '@maximus/inventory';
import type { Clock } from '@maximus/kernel';
import type { ImportReport, WantedPackage } from '@maximus/reachability';
import { baseEcosystem } from '@maximus/versions';
import type { ScannedRoot } from './scan-folders.ts';
import type { LabelledFile, Place, ScannedPackage } from './subjects.ts';

/** What an import search is told. */
export interface ImportSearchInput {
  readonly roots: readonly ScannedRoot[];
  /** Everything that was read: a folder with a lock file of its own is a project of its own. */
  readonly files: readonly LabelledFile[];
  readonly exclude: readonly string[];
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

const maxFiles = 200_000;
const maxMs = 60_000;
/** No language keeps sources in these: a folder that holds nothing else is not worth loading the languages for. */
const neverSource = /\.(?:json|lock|md|txt|ya?ml)$/i;
const searched: ReadonlySet<string> = new Set(['npm', 'PyPI', 'Go', 'Maven', 'crates.io', 'RubyGems', 'Packagist']);

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function isBelow(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}

/** The packages with findings that one folder's lock files hold. */
interface Territory {
  readonly folder: string;
  readonly ecosystem: string;
  readonly packages: Map<string, WantedPackage>;
}

function territoriesOf(root: ScannedRoot, packages: readonly ScannedPackage[]): readonly Territory[] {
  const territories = new Map<string, Territory>();
  for (const scanned of packages) {
    const ecosystem = baseEcosystem(scanned.ecosystem);
    if (!searched.has(ecosystem)) continue;
    for (const place of scanned.places) {
      if (!place.file.label.startsWith(root.prefix) || !governsSources(place.file)) continue;
      const folder = folderOf(place.file.label.slice(root.prefix.length));
      const key = `${ecosystem}\u0000${folder}`;
      const territory = territories.get(key) ?? { folder, ecosystem, packages: new Map() };
      territories.set(key, territory);
      const held = territory.packages.get(scanned.purl);
      const direct = isDirect(place) || held?.direct === true;
      const required = place.requirements().length > 0 || held?.required === true;
      territory.packages.set(scanned.purl, { key: scanned.purl, ecosystem, name: scanned.name, direct, required });
    }
  }
  return [...territories.values()];
}

const withSources: ReadonlySet<string> = new Set(
  formats.filter(({ kind }) => kind === 'lock' || kind === 'manifest' || kind === 'tree').map(({ id }) => id),
);

/** An SBOM or a package database speaks of something built elsewhere: sources beside it are not its own. */
function governsSources({ format }: LabelledFile): boolean {
  return format === undefined || withSources.has(format);
}

/** Folders below `folder` that another lock file of the ecosystem governs. */
function innerFolders(
  root: ScannedRoot,
  files: readonly LabelledFile[],
  folder: string,
  ecosystem: string,
): readonly string[] {
  const found = new Set<string>();
  for (const file of files) {
    if (!file.label.startsWith(root.prefix) || !governsSources(file)) continue;
    const own = folderOf(file.label.slice(root.prefix.length));
    if (own === folder || found.has(own) || !isBelow(own, folder)) continue;
    if (file.parsed.components.some((component) => baseEcosystem(component.ecosystem) === ecosystem)) found.add(own);
  }
  return [...found];
}

function isDirect({ component }: Place): boolean {
  return component.direct;
}

const strength = { not_imported: 0, unknown: 1, imported: 2, reachable: 3 } as const;

/** Reachable in one place is reachable; unreachable only where every place says so. */
const certainty = { unreachable: 0, not_decidable: 1, reachable: 2 } as const;

/** Imported anywhere counts; "not imported" only where every place says so. */
function combine(held: Reachability | undefined, next: Reachability): Reachability {
  if (held === undefined) return next;
  const stronger = strength[next.state] > strength[held.state] ? next : held;
  const verdict = certainty[next.verdict ?? 'not_decidable'] > certainty[held.verdict ?? 'not_decidable'] ? next : held;
  return {
    ...verdict,
    state: stronger.state,
    locations: [...stronger.locations, ...(stronger === next ? held : next).locations].slice(0, 10),
  };
}

function relocated(found: Reachability, prefix: string): Reachability {
  return { ...found, locations: found.locations.map((location) => ({ ...location, file: prefix + location.file })) };
}

const cutShort = { verdict: 'not_decidable', confidence: 0, reason: 'not every file was looked at' } as const;

function undecided(report: ImportReport, complete: boolean): ReadonlyMap<string, Reachability> {
  if (complete) return report.results;
  return new Map(
    [...report.results].map(([key, found]) => [
      key,
      found.verdict === 'unreachable' || found.state === 'not_imported'
        ? { ...found, state: found.state === 'not_imported' ? 'unknown' : found.state, ...cutShort }
        : found,
    ]),
  );
}

/** A flaw of a package whose symbols are known; it has an answer of its own, under `key`. */
export interface Flaw {
  readonly key: string;
  readonly purl: string;
  readonly symbols: readonly string[];
}

/** Looks for the packages by purl, and for the flaws by their keys. These are asked for where there are sources to look at. */
export type ImportSearcher = (
  packages: readonly ScannedPackage[],
  flaws?: () => Promise<readonly Flaw[]>,
) => Promise<ReadonlyMap<string, Reachability>>;

function* withFlaws(wanted: ReadonlyMap<string, WantedPackage>, flaws: readonly Flaw[]): Generator<WantedPackage> {
  yield* wanted.values();
  for (const { key, purl, symbols } of flaws) {
    const held = wanted.get(purl);
    if (held !== undefined) yield { ...held, key, symbols };
  }
}

/**
 * Looks for imports of the packages in the sources that their lock files govern: a file belongs to the nearest folder
 * above it that has a lock file of the ecosystem. Absence is `unknown` where the walk was cut short.
 */
export function createImportSearch(input: ImportSearchInput): ImportSearcher {
  return async (packages, flaws = async () => []) => {
    const results = new Map<string, Reachability>();
    const deadline = input.clock.now() + maxMs;
    const isOver = () => input.signal?.aborted === true || input.clock.now() > deadline;
    for (const root of input.roots) {
      const territories = territoriesOf(root, packages);
      if (territories.length === 0) continue;
      const opened = await openFolder(root.folder);
      // Without the folder there is no evidence either way: every package stays `unknown`.
      if (!opened.ok) continue;
      const wants = (path: string) => !neverSource.test(path);
      const listed = await listFiles(opened.value, { wants, exclude: input.exclude, maxFiles, isOver });
      if (listed.paths.length === 0) continue;
      const { findImports, isSourceFile } = await import('@maximus/reachability');
      const sources = listed.paths.filter(isSourceFile);
      if (sources.length === 0) continue;
      const known = await flaws();
      for (const { folder, ecosystem, packages: wanted } of territories) {
        const inner = innerFolders(root, input.files, folder, ecosystem);
        const paths = sources.filter((path) => isBelow(path, folder) && !inner.some((other) => isBelow(path, other)));
        const files = { paths: async () => paths, read: (path: string) => opened.value.read(path) };
        const report = await findImports({ files, packages: [...withFlaws(wanted, known)], clock: input.clock });
        for (const [key, found] of undecided(report, listed.complete)) {
          results.set(key, combine(results.get(key), relocated(found, root.prefix)));
        }
      }
    }
    return results;
  };
}
