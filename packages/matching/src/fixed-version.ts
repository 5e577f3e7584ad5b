import type { ParsedVersion, VersionScheme } from '@maximus/versions';
import type { CompiledEntry, CompiledPackage } from './compiled-package.ts';
import { judge, judgeRecord, readCandidate } from './judge.ts';
import { compareText } from './text-order.ts';

/** What to look for. */
export interface FixSearch {
  /** OSV ecosystem with suffix. */
  readonly ecosystem: string;
  /** The version in use: a fix lies above it, never below. */
  readonly above: string;
  /** The group of advisories that the fix must be outside of; all of the package where absent. */
  readonly groupId?: string;
}

/**
 * The lowest version that a `fixed` event names, above the one in use and outside of every advisory asked for. A
 * pre-release only when no release will do, or when the version in use is one itself. A version that some advisory
 * cannot judge is not taken. Nothing where there is none, or where versions are not comparable.
 */
export function lowestFix(pkg: CompiledPackage, search: FixSearch): string | undefined {
  const { scheme } = pkg;
  const inUse = scheme?.parse(search.above);
  if (scheme === undefined || inUse?.ok !== true) return undefined;
  const { fixes, isOutside } = fixTable(pkg, scheme, search.ecosystem);
  const { groupId } = search;
  const relevant =
    groupId === undefined ? pkg.entries : pkg.entries.filter(({ advisory }) => advisory.groupId === groupId);
  const isFix = (version: ParsedVersion) =>
    scheme.order(version, inUse.value) > 0 && relevant.every((entry) => isOutside(entry, version));
  if (scheme.isPrerelease(inUse.value)) return fixes.all.find(isFix)?.raw;
  return (fixes.releases.find(isFix) ?? fixes.prereleases.find(isFix))?.raw;
}

/** The versions that advisories name as fixed, ascending, each once, as the records write them. */
export function namedFixes(entries: readonly CompiledEntry[], scheme: VersionScheme | undefined): readonly string[] {
  if (scheme === undefined) return [...new Set(entries.flatMap(({ advisory }) => advisory.fixedVersions))].sort();
  return distinct(entries.flatMap(fixEvents), scheme).map((version) => version.raw);
}

/** The fixes that a package's advisories name, in order, and what was found out about them for other versions in use. */
interface FixTable {
  readonly fixes: {
    readonly all: readonly ParsedVersion[];
    readonly releases: readonly ParsedVersion[];
    readonly prereleases: readonly ParsedVersion[];
  };
  /** Whether the advisory does not hold for the version; asked once for each pair. */
  readonly isOutside: (entry: CompiledEntry, version: ParsedVersion) => boolean;
}

// Some packages have hundreds of advisories and of versions in use: what depends on the package alone is done once.
const tables = new WeakMap<CompiledPackage, Map<string, FixTable>>();

function fixTable(pkg: CompiledPackage, scheme: VersionScheme, ecosystem: string): FixTable {
  const known = tables.get(pkg) ?? new Map<string, FixTable>();
  tables.set(pkg, known);
  const held = known.get(ecosystem);
  if (held !== undefined) return held;
  const speaking = pkg.entries.filter((entry) => judgeRecord(entry, ecosystem)?.verdict !== 'miss');
  const all = distinct(speaking.flatMap(fixEvents), scheme);
  const isEarly = (version: ParsedVersion) => scheme.isPrerelease(version);
  const outside = new Map<CompiledEntry, Map<ParsedVersion, boolean>>();
  const table: FixTable = {
    fixes: { all, releases: all.filter((version) => !isEarly(version)), prereleases: all.filter(isEarly) },
    isOutside: (entry, version) => {
      let answers = outside.get(entry);
      if (answers === undefined) {
        answers = new Map();
        outside.set(entry, answers);
      }
      let answer = answers.get(version);
      if (answer === undefined) {
        answer = judge(entry, { ecosystem, text: version.raw, parsed: version }).verdict === 'miss';
        answers.set(version, answer);
      }
      return answer;
    },
  };
  known.set(ecosystem, table);
  return table;
}

function fixEvents({ ranges }: CompiledEntry): readonly string[] {
  return ranges.flatMap(({ events }) => events.flatMap(({ fixed }) => (fixed === undefined ? [] : [fixed])));
}

function distinct(texts: readonly string[], scheme: VersionScheme): readonly ParsedVersion[] {
  const parsed: ParsedVersion[] = [];
  for (const text of new Set(texts)) {
    const { parsed: version } = readCandidate('', text, scheme);
    if (version !== undefined && version.doubt === undefined) parsed.push(version);
  }
  parsed.sort((a, b) => scheme.order(a, b) || compareText(a.raw, b.raw));
  return parsed.filter((version, place) => {
    const before = parsed[place - 1];
    return before === undefined || scheme.order(before, version) !== 0;
  });
}
