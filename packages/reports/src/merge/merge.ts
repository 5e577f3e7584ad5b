import type { AdvisoryIndex } from '@maximus/advisories';
import type { ReportFinding, ReportOccurrence, ScanReport } from '@maximus/contracts';
import type { Exposure } from '@maximus/prioritisation';
import { baseEcosystem, normaliseName } from '@maximus/versions';
import type { ImportedFinding, ImportedReport, ImportProblem } from '../types.ts';
import { buildImported } from './build-finding.ts';
import { IdForest } from './id-forest.ts';
import { versionKeys } from './version-keys.ts';

/** What merging asks of the scan. */
export interface MergeContext {
  readonly index: Pick<AdvisoryIndex, 'groupOf' | 'record' | 'kev' | 'epss'>;
  readonly exposure: Exposure;
  /** RFC 3339, at the start of a day; deadlines count from it. */
  readonly detectedAt: string;
  /** Where this scan saw a package; without it, or where it knows none, the place is what the tool says. */
  readonly occurrencesOf?: (component: ImportedFinding['package']) => readonly ReportOccurrence[];
}

/** One list out of several scanners. */
export interface Merged {
  /** Ours in their order, then those that only other tools report, by purl and id. */
  readonly findings: readonly ReportFinding[];
  /** One entry a report, for the report's `sources`. */
  readonly sources: ScanReport['sources'];
  /** What the readers dropped and what the tools could not check, of all reports. */
  readonly problems: readonly ImportProblem[];
}

/** An imported finding with its tool, and every id that the index knows for it, lower-case. */
export interface Entry {
  readonly tool: string;
  readonly file: string;
  readonly finding: ImportedFinding;
  readonly ids: readonly string[];
}

interface Own {
  readonly finding: ReportFinding;
  readonly ids: ReadonlySet<string>;
  readonly tools: Set<string>;
}

interface Bucket {
  readonly ecosystem: string;
  readonly own: Own[];
  readonly entries: Entry[];
}

/**
 * Merges reports into the findings of a scan: equal are package, version and any id of the flaw, with the aliases that
 * the index knows. Every tool is named in `sources`; what only other tools report becomes a finding with the reason
 * `imported`. A tool that names no version speaks of every version of the package. The order of the reports, and of what
 * is in them, does not show.
 */
export function mergeImported(
  findings: readonly ReportFinding[],
  reports: readonly ImportedReport[],
  context: MergeContext,
): Merged {
  const buckets = new Map<string, Bucket>();
  const bucketOf = (named: { ecosystem: string; name: string }): Bucket => {
    const ecosystem = baseEcosystem(named.ecosystem);
    const key = `${ecosystem}\u0000${normaliseName(ecosystem, named.name)}`;
    const held = buckets.get(key) ?? { ecosystem, own: [], entries: [] };
    buckets.set(key, held);
    return held;
  };
  const ours = findings.map((finding): Own => {
    const own = { finding, ids: new Set(finding.ids.map(lower)), tools: new Set<string>() };
    bucketOf(finding.package).own.push(own);
    return own;
  });
  for (const { tool, file, findings: imported } of reports) {
    for (const finding of imported) {
      bucketOf(finding.package).entries.push({ tool, file, finding, ids: knownIds(finding, context) });
    }
  }
  const added = [...buckets.values()].flatMap((bucket) => mergeBucket(bucket, context));
  return {
    findings: [...ours.map(withSources), ...added.sort(byPlace)],
    sources: reports.map(sourceOf).sort((a, b) => order(JSON.stringify(a), JSON.stringify(b))),
    problems: reports.flatMap(({ problems }) => problems),
  };
}

/** What other tools alone report of one package. */
function mergeBucket({ ecosystem, own, entries }: Bucket, context: MergeContext): ReportFinding[] {
  if (entries.length === 0) return [];
  const named = [...own, ...entries].flatMap(({ finding }) => finding.package.version ?? []);
  const keys = versionKeys(ecosystem, named);
  const keyOf = (version: string | undefined) => (version === undefined ? '' : (keys.get(version) ?? version));
  // That two ids are one flaw holds for every version, whichever entry says it.
  const flaws = new IdForest();
  for (const { ids } of entries) flaws.join(ids);
  const flawOf = ({ ids }: Entry) => flaws.root(ids[0] ?? '');
  const ownOf = new Map<string, { version: string; own: Own }[]>();
  for (const each of own) {
    const version = keyOf(each.finding.package.version);
    for (const root of new Set(Array.from(each.ids, (id) => flaws.root(id)))) push(ownOf, root, { version, own: each });
  }
  const alone = new Map<string, Map<string, Entry[]>>();
  for (const entry of entries) {
    const version = keyOf(entry.finding.package.version);
    const matches = (ownOf.get(flawOf(entry)) ?? []).filter((each) => version === '' || each.version === version);
    if (matches.length > 0) {
      credit(
        matches.map((each) => each.own),
        entry,
      );
      continue;
    }
    const versions = alone.get(flawOf(entry)) ?? new Map<string, Entry[]>();
    alone.set(flawOf(entry), versions);
    push(versions, version, entry);
  }
  return [...alone.values()].flatMap((versions) => spread(versions).map((group) => buildImported(group, context)));
}

/** Where our finding shares an id with the entry itself, only that one is meant; else all that aliases lead to. */
function credit(matches: readonly Own[], { tool, ids }: Entry): void {
  const direct = matches.filter((each) => ids.some((id) => each.ids.has(id)));
  for (const each of direct.length > 0 ? direct : matches) each.tools.add(tool);
}

/** Entries without a version (key '') speak of every version that another names; alone they are one finding. */
function spread(versions: ReadonlyMap<string, readonly Entry[]>): (readonly Entry[])[] {
  const bare = versions.get('') ?? [];
  const rest = [...versions].filter(([version]) => version !== '');
  return rest.length === 0 ? [bare] : rest.map(([, group]) => [...group, ...bare]);
}

function knownIds({ ids }: ImportedFinding, { index }: MergeContext): string[] {
  const all = ids.flatMap((id) => [id, ...(index.groupOf(id)?.ids ?? [])]);
  return [...new Set(all.map(lower))];
}

function withSources({ finding, tools }: Own): ReportFinding {
  if (tools.size === 0) return finding;
  const others = new Set([...finding.sources, ...tools]);
  others.delete('maximus');
  return { ...finding, sources: [...(finding.sources.includes('maximus') ? ['maximus'] : []), ...[...others].sort()] };
}

function sourceOf({ tool, toolVersion, file, findings, problems }: ImportedReport): ScanReport['sources'][number] {
  const lost = problems.reduce((sum, { count }) => sum + count, 0);
  const version = toolVersion === undefined ? '' : ` of version ${toolVersion}`;
  const dropped = lost === 0 ? '' : `; ${lost} elements could not be used`;
  return { id: tool, kind: 'import', status: 'ok', findings: findings.length, detail: `${file}${version}${dropped}` };
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const held = map.get(key);
  if (held === undefined) map.set(key, [value]);
  else held.push(value);
}

function byPlace(a: ReportFinding, b: ReportFinding): number {
  return (
    order(a.package.purl, b.package.purl) ||
    order(a.primary_id, b.primary_id) ||
    order(a.package.version ?? '', b.package.version ?? '') ||
    order(a.group_id + a.ids.join(), b.group_id + b.ids.join())
  );
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function lower(id: string): string {
  return id.toLowerCase();
}
