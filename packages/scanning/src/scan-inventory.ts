import { type AdvisoryIndex, type AliasGroup, staleSources } from '@maximus/advisories';
import type {
  Incomplete,
  Reachability,
  ReportFile,
  ReportFinding,
  ReportOccurrence,
  ScanReport,
} from '@maximus/contracts';
import type { Clock } from '@maximus/kernel';
import { createMatcher } from '@maximus/matching';
import { comparePriority } from '@maximus/prioritisation';
import { baseEcosystem, normaliseName } from '@maximus/versions';
import { buildFinding, notSearched, occurrencesOf } from './build-finding.ts';
import { errors } from './errors.ts';
import { judge } from './gate.ts';
import type { RuleOutcome } from './ignore/apply.ts';
import type { IncompleteList } from './incomplete.ts';
import { matchPackages, type PackageFinding } from './match-packages.ts';
import type { Flaw, ImportSearcher } from './search-imports.ts';
import type { ScanSettings } from './settings.ts';
import { type LabelledFile, type ScannedPackage, scannedPackages } from './subjects.ts';
import { summarise } from './summary.ts';

/** What a merge of other tools' reports is told. */
export interface MergeInput {
  readonly findings: readonly ReportFinding[];
  readonly incomplete: IncompleteList;
  /** RFC 3339, at the start of a day. */
  readonly detectedAt: string;
  /** Where the scanned files hold a package; every version of it where none is named. */
  occurrencesOf(named: {
    readonly ecosystem: string;
    readonly name: string;
    readonly version?: string;
  }): readonly ReportOccurrence[];
}

/** Whatever else takes part in a scan; each is optional. */
export interface ScanExtras {
  /** Evidence of use for the packages that have findings. */
  readonly searchImports?: ImportSearcher;
  /** Merges what other tools report. */
  readonly merge?: (own: MergeInput) => Promise<{
    readonly findings: readonly ReportFinding[];
    readonly sources: ScanReport['sources'];
  }>;
  /** Marks what a baseline lacks. */
  readonly compare?: (findings: readonly ReportFinding[]) => Promise<readonly ReportFinding[]>;
}

/** The input of one scan: an inventory that was taken, and what to judge it with. */
export interface ScanInput {
  readonly files: readonly LabelledFile[];
  readonly reportFiles: readonly ReportFile[];
  readonly incomplete: IncompleteList;
  readonly index: AdvisoryIndex;
  readonly settings: ScanSettings;
  readonly clock: Clock;
  readonly version: string;
  readonly extras?: ScanExtras;
}

const day = 86_400_000;

/** Start of the UTC day, so that two runs of one day give the same dates. */
export function startOfDay(ms: number): string {
  return new Date(Math.floor(ms / day) * day).toISOString();
}

/** Each source that the packages need and that is too old: a later write of the index does not make it fresh. */
function noteAge({ index, settings, clock, incomplete }: ScanInput, packages: readonly ScannedPackage[]): void {
  const ecosystems = new Set(packages.map(({ ecosystem }) => ecosystem));
  for (const stale of staleSources(index.manifest, ecosystems, clock.now(), settings.maxDbAgeMs)) {
    const names = stale.ecosystems.join(', ');
    const what = names === '' ? `${stale.id.toUpperCase()} was` : `${names}: the advisories (${stale.id}) were`;
    const ago = stale.days === undefined ? '' : `, ${stale.days} days ago`;
    const message = `${what} last synced on ${stale.syncedAt.slice(0, 10)}${ago}; newer data was not looked at`;
    incomplete.add('database', errors.database_stale(message), names === '' ? stale.id : names);
  }
}

/** Tells the packages that stand there in several versions: only of those is anything asked again. */
function repeatedIn(packages: readonly ScannedPackage[]): (ecosystem: string, name: string) => boolean {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { name } of packages) (seen.has(name) ? repeated : seen).add(name);
  return (_ecosystem, name) => repeated.has(name);
}

function flawKey({ purl }: ScannedPackage, group: AliasGroup): string {
  return `${purl}\u0000${group.id}`;
}

async function reachabilities(
  matched: readonly PackageFinding[],
  input: ScanInput,
): Promise<ReadonlyMap<string, Reachability>> {
  const search = input.settings.reachability ? input.extras?.searchImports : undefined;
  if (search === undefined || matched.length === 0) return new Map();
  return search([...new Set(matched.map(({ scanned }) => scanned))], () => flawsOf(matched, input.index));
}

/** The matched flaws whose symbols are known. */
async function flawsOf(matched: readonly PackageFinding[], index: AdvisoryIndex): Promise<readonly Flaw[]> {
  const { flawedSymbols } = await import('@maximus/reachability');
  return matched.flatMap(({ scanned, found: { group } }): Flaw[] => {
    const ecosystem = baseEcosystem(scanned.ecosystem);
    const hasSymbols = ecosystem === 'Go' || ecosystem === 'crates.io';
    // Only these two databases name symbols, and a whole record costs more than a brief one.
    const records = hasSymbols ? group.recordIds.map((id) => index.record(id)) : [];
    const known = records.filter((record) => record !== undefined);
    const symbols = flawedSymbols(ecosystem, scanned.name, group.ids, known);
    return symbols.length === 0 ? [] : [{ key: flawKey(scanned, group), purl: scanned.purl, symbols }];
  });
}

function ordered(findings: readonly ReportFinding[]): ReportFinding[] {
  const key = (finding: ReportFinding) => `${finding.package.purl}\u0000${finding.occurrences[0]?.file ?? ''}`;
  const byKey = (a: string, b: string) => (a < b ? -1 : Number(a > b));
  return [...findings].sort(
    (a, b) => comparePriority({ ...a, id: a.primary_id }, { ...b, id: b.primary_id }) || byKey(key(a), key(b)),
  );
}

const confidenceRank = { low: 0, medium: 1, high: 2 } as const;

function split(
  findings: readonly ReportFinding[],
  settings: ScanSettings,
): { shown: ReportFinding[]; filtered: ScanReport['filtered'] } {
  const least = confidenceRank[settings.minConfidence];
  const shown: ReportFinding[] = [];
  const filtered: ScanReport['filtered'] = [];
  for (const finding of findings) {
    // Matched malware is never filtered (oraculo.md §4).
    if (confidenceRank[finding.confidence] >= least || finding.kind === 'malware') shown.push(finding);
    else filtered.push({ rule: `min_confidence=${settings.minConfidence}`, finding });
  }
  return { shown, filtered };
}

/** What the ignore rules make of the findings. Most scans have none, and reading globs is a sixth of the program. */
async function ruled(findings: readonly ReportFinding[], { ignore }: ScanSettings, clock: Clock): Promise<RuleOutcome> {
  if (ignore.length > 0) return (await import('./ignore/apply.ts')).applyRules(findings, ignore, clock.now());
  return { kept: findings.filter(({ occurrences }) => occurrences.length > 0), ignored: [], notices: [] };
}

function createPlaceFinder(packages: readonly ScannedPackage[]): MergeInput['occurrencesOf'] {
  const keyOf = (ecosystem: string, name: string) =>
    `${baseEcosystem(ecosystem)}\u0000${normaliseName(ecosystem, name)}`;
  let byName: Map<string, ScannedPackage[]> | undefined;
  return ({ ecosystem, name, version }) => {
    byName ??= Map.groupBy(packages, (scanned) => keyOf(scanned.ecosystem, scanned.name));
    const named = byName.get(keyOf(ecosystem, name)) ?? [];
    return occurrencesOf(
      named.filter((scanned) => version === undefined || scanned.version === version).flatMap(({ places }) => places),
    );
  };
}

function indexSection(index: AdvisoryIndex): ScanReport['index'] {
  const { manifest } = index;
  return {
    digest: manifest.digest,
    built_at: manifest.builtAt,
    records: manifest.records,
    ...(manifest.newestModified === undefined ? {} : { newest_modified: manifest.newestModified }),
    sources: manifest.sources.map(({ id }) => id),
  };
}

/** Turns an inventory into a report: match, evidence, assessment, imports, baseline, rules, verdict. */
export async function scanInventory(input: ScanInput): Promise<ScanReport> {
  const { index, settings, clock, incomplete, extras } = input;
  const packages = scannedPackages(input.files);
  noteAge(input, packages);
  const matched = matchPackages(packages, createMatcher(index, repeatedIn(packages)), index, incomplete);
  const reached = await reachabilities(matched, input);
  const context = {
    index,
    settings,
    detectedAt: startOfDay(clock.now()),
    reachabilityOf: (scanned: ScannedPackage, group: AliasGroup) =>
      reached.get(flawKey(scanned, group)) ?? reached.get(scanned.purl) ?? notSearched,
  };
  const own = matched.map((finding) => buildFinding(finding, context));
  const { detectedAt } = context;
  const merged = (await extras?.merge?.({
    findings: own,
    incomplete,
    detectedAt,
    occurrencesOf: createPlaceFinder(packages),
  })) ?? { findings: own, sources: [] };
  const compared = (await extras?.compare?.(merged.findings)) ?? merged.findings;
  const { shown, filtered } = split(ordered(compared), settings);
  const rules = await ruled(shown, settings, clock);
  const left: readonly Incomplete[] = incomplete.list();
  const verdict = judge(rules.kept, left, settings);
  return {
    schema: 'maximus.scan-report/1',
    tool: { name: 'maximus', version: input.version },
    check_state: verdict.checkState,
    outcome: verdict.outcome,
    exit_code: verdict.exitCode,
    policy: {
      fail_on: settings.failOn,
      fail_on_unknown: settings.failOnUnknown,
      min_confidence: settings.minConfidence,
      allow_incomplete: settings.allowIncomplete,
      include: [...settings.include],
      exclude: [...settings.exclude],
      baseline: extras?.compare !== undefined,
    },
    index: indexSection(index),
    summary: summarise(rules.kept, {
      files: input.reportFiles.filter(({ status }) => status !== 'skipped').length,
      packages: packages.length,
      ignored: rules.ignored.length,
      filtered: filtered.length,
      baseline: extras?.compare !== undefined,
    }),
    findings: [...rules.kept],
    ignored: [...rules.ignored],
    filtered,
    rules: [...rules.notices],
    incomplete: [...left],
    files: [...input.reportFiles],
    sources: [{ id: 'maximus', kind: 'index', status: 'ok', findings: own.length }, ...merged.sources],
  };
}
