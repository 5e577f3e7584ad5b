import type { AdvisoryIndex, IndexedRange, PackageAdvisory } from '@maximus/advisories';
import { type CompiledRange, compileRange, type RangeType, schemeFor, type VersionScheme } from '@maximus/versions';
import { isFirst } from './sentences.ts';
import { type VersionList, versionList } from './version-list.ts';

/** One range that is compared by version. */
export interface ComparableRange {
  readonly type: RangeType;
  readonly scheme: VersionScheme;
  readonly events: IndexedRange['events'];
  readonly compiled: CompiledRange;
}

/** One `affected[]` element, prepared: events parsed and sorted once. */
export interface CompiledEntry {
  readonly advisory: PackageAdvisory;
  /** Affects whatever version there is, also one that nobody can read. */
  readonly everyVersion: boolean;
  readonly ranges: readonly ComparableRange[];
  readonly listed: VersionList | undefined;
}

/** Everything the index knows of one package, prepared. */
export interface CompiledPackage {
  readonly scheme: VersionScheme | undefined;
  readonly entries: readonly CompiledEntry[];
}

const nothing: CompiledPackage = { scheme: undefined, entries: [] };

/** Whether to keep what was prepared of a package: of one that is asked for once only, it would be ballast. */
export type KeepsPackage = (ecosystem: string, name: string) => boolean;

/**
 * Prepares a package's advisories and keeps the last one, and those that `keeps` says: all by default. A package that no
 * record names costs one look-up and is not kept.
 */
export function createCompiler(
  index: AdvisoryIndex,
  keeps: KeepsPackage = () => true,
): (ecosystem: string, name: string) => CompiledPackage {
  const kept = new Map<string, CompiledPackage>();
  let last = { key: '', compiled: nothing };
  return (ecosystem, name) => {
    const colon = ecosystem.indexOf(':');
    const key = `${colon < 0 ? ecosystem : ecosystem.slice(0, colon)}\0${name}`;
    const known = last.key === key ? last.compiled : kept.get(key);
    if (known !== undefined) return known;
    const advisories = index.lookup(ecosystem, name);
    if (advisories.length === 0) return nothing;
    const scheme = schemeFor(ecosystem);
    const compiled = { scheme, entries: advisories.map((advisory) => compileEntry(advisory, scheme)) };
    last = { key, compiled };
    if (keeps(ecosystem, name)) kept.set(key, compiled);
    return compiled;
  };
}

function compileEntry(advisory: PackageAdvisory, scheme: VersionScheme | undefined): CompiledEntry {
  const ranges: ComparableRange[] = [];
  for (const { type, events } of advisory.ranges) {
    if (type === 'GIT' || scheme === undefined) continue;
    ranges.push({ type, scheme, events, compiled: compileRange(scheme, type, events) });
  }
  const bare = advisory.ranges.length === 0 && advisory.versions.length === 0;
  return {
    advisory,
    everyVersion: (bare && advisory.kind === 'malware') || advisory.ranges.some(isUnbounded),
    ranges,
    listed: advisory.versions.length === 0 ? undefined : versionList(advisory.versions, scheme),
  };
}

/** From the first version there is, without any end. */
function isUnbounded({ type, events }: IndexedRange): boolean {
  return (
    type !== 'GIT' &&
    events.some((event) => event.introduced !== undefined && isFirst(event.introduced)) &&
    events.every((event) => event.introduced !== undefined || event.limit === '*')
  );
}
