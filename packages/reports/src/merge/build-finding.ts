import type { AliasGroup, OsvRecord } from '@maximus/advisories';
import type { Epss, Kev, MatchedAdvisory, ReportFinding, ReportOccurrence } from '@maximus/contracts';
import { fixableBy } from '@maximus/matching';
import { type AssessedRecord, assess } from '@maximus/prioritisation';
import { baseEcosystem, compare, normaliseName, sortVersions } from '@maximus/versions';
import { groupIdOf, primaryOf } from './group-id.ts';
import type { Entry, MergeContext } from './merge.ts';

const maxReferences = 20;

/** A finding that only other tools report. `entries` speak of one flaw in one package and are not empty. */
export function buildImported(entries: readonly Entry[], context: MergeContext): ReportFinding {
  const sorted = [...entries].sort((a, b) => order(sortKey(a), sortKey(b)));
  const named = namedPackage(sorted);
  const flaw = flawOf(sorted, context);
  const records = flaw.group?.recordIds.flatMap((id) => context.index.record(id) ?? []) ?? [];
  const occurrences = occurrencesOf(sorted, named, context);
  const ecosystem = baseEcosystem(named.ecosystem);
  const name = normaliseName(ecosystem, named.name);
  const { assessment, severity, kind } = assess({
    records: [...records, ...statedRecords(sorted, flaw.primary)],
    kinds: [sorted.some(isMalware) ? 'malware' : 'vulnerability'],
    ...signalsOf(flaw.ids, context),
    concerns: (affected) =>
      affected.package !== undefined &&
      baseEcosystem(affected.package.ecosystem) === ecosystem &&
      normaliseName(ecosystem, affected.package.name) === name,
    context: {
      exposures: [context.exposure],
      services: 1,
      scopes: occurrences.map(({ scope }) => scope),
      reachability: ['unknown'],
    },
    firstDetectedAt: context.detectedAt,
  });
  const fixed = fixedVersions(sorted, named.ecosystem);
  const target = lowestAbove(named.ecosystem, named.version, fixed);
  return {
    group_id: flaw.group?.id ?? groupIdOf(flaw.primary),
    primary_id: flaw.primary,
    ids: flaw.ids,
    kind,
    summary: summaryOf(sorted, records) ?? flaw.primary,
    package: named,
    occurrences,
    severity,
    ...assessment,
    fixed_versions: fixed,
    fixable_by: fixableBy({
      ecosystem: named.ecosystem,
      kind,
      ...(named.version === undefined ? {} : { version: named.version }),
      ...(target === undefined ? {} : { target }),
      direct: occurrences.some(({ direct }) => direct),
      parents: [],
    }),
    matched_advisories: matchesOf(sorted, named),
    confidence: named.version === undefined ? 'low' : 'medium',
    sources: [...new Set(sorted.map(({ tool }) => tool))].sort(),
    reachability: { state: 'unknown', locations: [], rule_version: 'none' },
    cwe_ids: cwesOf(records),
    references: referencesOf(sorted, records),
  };
}

/** The most exact name wins: with a version before without, then the smallest, so that no order of input shows. */
function namedPackage(entries: readonly Entry[]): Entry['finding']['package'] {
  const all = entries.map(({ finding }) => finding.package);
  const best = all.filter(({ version }) => version !== undefined);
  const sorted = (best.length > 0 ? best : all).sort(
    (a, b) => order(a.purl, b.purl) || order(a.ecosystem, b.ecosystem),
  );
  return sorted[0] as Entry['finding']['package'];
}

interface Flaw {
  readonly group: AliasGroup | undefined;
  readonly primary: string;
  /** Primary first, then sorted. */
  readonly ids: string[];
}

function flawOf(entries: readonly Entry[], { index }: MergeContext): Flaw {
  const spelling = new Map<string, string>();
  const groups = new Map<string, AliasGroup>();
  for (const id of entries.flatMap(({ finding }) => finding.ids).sort()) {
    spelling.set(id.toLowerCase(), spelling.get(id.toLowerCase()) ?? id);
    const group = index.groupOf(id);
    if (group !== undefined) groups.set(group.id, group);
  }
  const known = [...groups.values()].sort((a, b) => order(a.id, b.id));
  for (const { ids } of known) for (const id of ids) spelling.set(id.toLowerCase(), id);
  const all = [...spelling.values()].sort();
  const primary = known[0]?.primaryId ?? primaryOf(all);
  return { group: known[0], primary, ids: [primary, ...all.filter((id) => id !== primary)] };
}

/** What the tools say of the severity, in the form of an advisory each, so that one rule judges all. */
function statedRecords(entries: readonly Entry[], primary: string): AssessedRecord[] {
  return entries.map(({ finding: { cvssVectors, severity } }) => ({
    id: primary,
    severity: cvssVectors.map((score) => ({ type: vectorType(score), score })),
    ...(severity === undefined || severity === 'unknown'
      ? {}
      : { database_specific: { severity: severity.toUpperCase() } }),
  }));
}

function vectorType(vector: string): string {
  if (vector.startsWith('CVSS:4')) return 'CVSS_V4';
  return vector.startsWith('CVSS:3') ? 'CVSS_V3' : 'CVSS_V2';
}

function isMalware({ finding: { malware, ids } }: Entry): boolean {
  return malware === true || ids.some((id) => id.startsWith('MAL-'));
}

function signalsOf(ids: readonly string[], { index }: MergeContext): { kev?: Kev; epss?: Epss } {
  const cves = ids.filter((id) => id.startsWith('CVE-')).sort();
  const kev = cves.map((id) => index.kev(id)).find((found) => found !== undefined);
  const epss = cves
    .flatMap((id) => index.epss(id) ?? [])
    .reduce<Epss | undefined>(
      (best, each) => (best === undefined || each.probability > best.probability ? each : best),
      undefined,
    );
  return { ...(kev && { kev }), ...(epss && { epss }) };
}

function occurrencesOf(
  entries: readonly Entry[],
  named: Entry['finding']['package'],
  context: MergeContext,
): ReportOccurrence[] {
  const seen = context.occurrencesOf?.(named) ?? [];
  if (seen.length > 0) return [...seen];
  const label = named.version === undefined ? named.name : `${named.name}@${named.version}`;
  const places = new Map<string, ReportOccurrence>();
  for (const { file: report, finding } of entries) {
    const file = finding.file ?? report;
    if (places.has(file)) continue;
    const line = finding.line === undefined ? {} : { line: finding.line };
    places.set(file, { file, ...line, scope: 'unknown', direct: false, path: [label] });
  }
  return [...places.values()].sort((a, b) => order(a.file, b.file));
}

function matchesOf(entries: readonly Entry[], { name, version }: Entry['finding']['package']): MatchedAdvisory[] {
  const label = version === undefined ? `${name}, version not named` : `${name} ${version}`;
  const found = new Map<string, MatchedAdvisory>();
  for (const { tool, finding } of entries) {
    const id = primaryOf([...finding.ids].sort());
    const text = `${tool} reports ${id} for ${label}; this scan did not match it itself`;
    found.set(`${tool}\u0000${id}`, { id, reason: 'imported', text });
  }
  return [...found.values()].sort((a, b) => order(a.id, b.id) || order(a.text, b.text));
}

function fixedVersions(entries: readonly Entry[], ecosystem: string): string[] {
  const all = [...new Set(entries.flatMap(({ finding }) => finding.fixedVersions))].sort();
  const sorted = sortVersions(ecosystem, all);
  if (!sorted.ok) return all;
  return [...sorted.value.sorted, ...sorted.value.invalid.map(({ version }) => version)];
}

function lowestAbove(ecosystem: string, version: string | undefined, sorted: readonly string[]): string | undefined {
  if (version === undefined) return sorted[0];
  return sorted.find((fixed) => {
    const order = compare(ecosystem, fixed, version);
    return order.ok && order.value > 0;
  });
}

function summaryOf(entries: readonly Entry[], records: readonly OsvRecord[]): string | undefined {
  const known = records.flatMap(({ summary }) =>
    summary === undefined || summary.trim() === '' ? [] : [summary.trim()],
  );
  return (known[0] ?? entries.map(({ finding }) => finding.summary).find((text) => text !== undefined))?.slice(0, 300);
}

function cwesOf(records: readonly OsvRecord[]): string[] {
  const found = records.flatMap(({ database_specific }) => {
    const ids = database_specific?.['cwe_ids'];
    return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string' && id.length <= 16) : [];
  });
  return [...new Set(found)].sort();
}

function referencesOf(entries: readonly Entry[], records: readonly OsvRecord[]): string[] {
  const stated = entries.flatMap(({ finding }) => finding.url ?? []);
  const known = records.flatMap(({ references }) => (references ?? []).map(({ url }) => url));
  const safe = [...known, ...stated].filter((url) => url.length <= 2048 && /^https?:\/\//.test(url));
  return [...new Set(safe)].slice(0, maxReferences);
}

function sortKey({ tool, file, finding }: Entry): string {
  return [tool, file, JSON.stringify(finding)].join('\u0000');
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
