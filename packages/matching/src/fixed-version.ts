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
  /** The advisories that the fix must be outside of; all of the package where absent. */
  readonly outside?: (entry: CompiledEntry) => boolean;
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
  const relevant = pkg.entries.filter((entry) => search.outside?.(entry) ?? true);
  const isFix = (version: ParsedVersion) =>
    relevant.every(
      (entry) => judge(entry, { ecosystem: search.ecosystem, text: version.raw, parsed: version }).verdict === 'miss',
    );
  const candidates = fixesAbove(pkg.entries, scheme, search.ecosystem, inUse.value);
  if (scheme.isPrerelease(inUse.value)) return candidates.find(isFix)?.raw;
  const releases = candidates.filter((version) => !scheme.isPrerelease(version));
  return (releases.find(isFix) ?? candidates.find((version) => scheme.isPrerelease(version) && isFix(version)))?.raw;
}

/** The versions that advisories name as fixed, ascending, each once, as the records write them. */
export function namedFixes(entries: readonly CompiledEntry[], scheme: VersionScheme | undefined): readonly string[] {
  if (scheme === undefined) return [...new Set(entries.flatMap(({ advisory }) => advisory.fixedVersions))].sort();
  return distinct(entries.flatMap(fixEvents), scheme).map((version) => version.raw);
}

function fixesAbove(
  entries: readonly CompiledEntry[],
  scheme: VersionScheme,
  ecosystem: string,
  inUse: ParsedVersion,
): readonly ParsedVersion[] {
  const speaking = entries.filter((entry) => judgeRecord(entry, ecosystem)?.verdict !== 'miss');
  return distinct(speaking.flatMap(fixEvents), scheme).filter((version) => scheme.order(version, inUse) > 0);
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
