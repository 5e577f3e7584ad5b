import type { AdvisoryIndex, AliasGroup, OsvRecord } from '@maximus/advisories';
import type { Epss, Kev, Reachability, ReportFinding, ReportOccurrence } from '@maximus/contracts';
import { fixableBy } from '@maximus/matching';
import { assess, useOf } from '@maximus/prioritisation';
import type { PackageFinding } from './match-packages.ts';
import type { ScanSettings } from './settings.ts';
import type { Place, ScannedPackage } from './subjects.ts';

/** What a finding is built with beside the match. */
export interface FindingContext {
  readonly index: AdvisoryIndex;
  readonly settings: ScanSettings;
  /** RFC 3339, at the start of a day. */
  readonly detectedAt: string;
  reachabilityOf(scanned: ScannedPackage, group: AliasGroup): Reachability;
}

const maxReferences = 20;

/** Where a reachability search did not look. */
export const notSearched: Reachability = { state: 'unknown', locations: [], rule_version: 'none' };

function occurrence(place: Place): ReportOccurrence {
  const { component, file } = place;
  return {
    file: file.label,
    ...(component.line === undefined ? {} : { line: component.line }),
    scope: component.scope,
    direct: component.direct,
    ...(component.requested === undefined ? {} : { requested: component.requested }),
    ...(component.override === undefined ? {} : { override: component.override }),
    path: [...place.path()],
  };
}

/** One occurrence per file and scope, the direct or nearest one: a tree may hold one package in hundreds of places. */
export function occurrencesOf(places: readonly Place[]): ReportOccurrence[] {
  const best = new Map<string, ReportOccurrence>();
  for (const place of places) {
    const next = occurrence(place);
    const key = `${next.file}\u0000${next.scope}`;
    const held = best.get(key);
    if (
      held === undefined ||
      Number(next.direct) > Number(held.direct) ||
      (next.direct === held.direct && next.path.length < held.path.length)
    ) {
      best.set(key, next);
    }
  }
  return [...best.values()].sort(
    (a, b) => scopeRank[a.scope] - scopeRank[b.scope] || Number(b.direct) - Number(a.direct),
  );
}

const known = new WeakMap<ScannedPackage, ReportOccurrence[]>();

/** Those of a package, once for all of its findings. */
function occurrencesIn(scanned: ScannedPackage): ReportOccurrence[] {
  const occurrences = known.get(scanned) ?? occurrencesOf(scanned.places);
  known.set(scanned, occurrences);
  return occurrences;
}

/** What runs in production is named first. */
const scopeRank = { prod: 0, unknown: 1, optional: 2, peer: 3, dev: 4 } as const;

/** GHSA words best, then the ecosystem's own database, then a bare CVE (apv.md §5). */
function rankOfRecord({ id }: OsvRecord): number {
  if (id.startsWith('GHSA-')) return 0;
  return id.startsWith('CVE-') ? 2 : 1;
}

function recordsOf(group: AliasGroup, index: AdvisoryIndex): readonly OsvRecord[] {
  return group.recordIds
    .map((id) => index.brief(id))
    .filter((record) => record !== undefined)
    .sort((a, b) => rankOfRecord(a) - rankOfRecord(b) || (a.id < b.id ? -1 : 1));
}

function summaryOf(records: readonly OsvRecord[], group: AliasGroup): string {
  // A record without words says its own id; another record of the flaw may have some.
  const said = records.find(({ id, summary }) => summary !== undefined && summary !== id);
  return said?.summary ?? group.primaryId;
}

function cwesOf(records: readonly OsvRecord[]): string[] {
  const found = records.flatMap(({ database_specific }) => {
    const ids = database_specific?.['cwe_ids'];
    return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string' && id.length <= 16) : [];
  });
  return [...new Set(found)].sort();
}

function referencesOf(records: readonly OsvRecord[]): string[] {
  const urls = records.flatMap(({ references }) => (references ?? []).map(({ url }) => url));
  const safe = urls.filter((url) => typeof url === 'string' && url.length <= 2048 && /^https?:\/\//.test(url));
  return [...new Set(safe)].slice(0, maxReferences);
}

function signals(group: AliasGroup, index: AdvisoryIndex): { kev?: Kev; epss?: Epss } {
  let kev: Kev | undefined;
  let epss: Epss | undefined;
  for (const id of group.ids) {
    if (!id.startsWith('CVE-')) continue;
    kev ??= index.kev(id);
    const next = index.epss(id);
    if (next !== undefined && (epss === undefined || next.probability > epss.probability)) epss = next;
  }
  return { ...(kev && { kev }), ...(epss && { epss }) };
}

function isDirect(places: readonly Place[]): boolean {
  return places.some(({ component }) => component.direct);
}

/** One finding of the report: match, records, signals, assessment and the cheapest change together. */
export function buildFinding({ scanned, found }: PackageFinding, context: FindingContext): ReportFinding {
  const { index, settings } = context;
  const { group } = found;
  const records = recordsOf(group, index);
  const reachability = context.reachabilityOf(scanned, group);
  const occurrences = occurrencesIn(scanned);
  const { assessment, severity, kind } = assess({
    records,
    kinds: [found.kind],
    ...signals(group, index),
    context: {
      exposures: [settings.exposure],
      services: 1,
      scopes: occurrences.map(({ scope }) => scope),
      reachability: [useOf(reachability)],
    },
    firstDetectedAt: context.detectedAt,
  });
  const target = found.fixedVersion ?? found.removedBy;
  const requested = scanned.places.find(({ component }) => component.requested !== undefined)?.component.requested;
  const fixable = fixableBy({
    ecosystem: scanned.ecosystem,
    kind,
    ...(scanned.version === undefined ? {} : { version: scanned.version }),
    ...(target === undefined ? {} : { target }),
    direct: isDirect(scanned.places),
    ...(requested === undefined ? {} : { requested }),
    overridden: scanned.places.some(({ component }) => component.override !== undefined),
    parents: scanned.places.flatMap((place) => place.requirements()),
  });
  return {
    group_id: group.id,
    primary_id: group.primaryId,
    ids: [group.primaryId, ...group.ids.filter((id) => id !== group.primaryId)],
    kind,
    summary: summaryOf(records, group),
    package: {
      ecosystem: scanned.ecosystem,
      name: scanned.name,
      ...(scanned.version === undefined ? {} : { version: scanned.version }),
      purl: scanned.purl,
    },
    occurrences,
    severity,
    ...assessment,
    ...(found.fixedVersion === undefined ? {} : { fixed_version: found.fixedVersion }),
    fixed_versions: [...found.fixedVersions],
    fixable_by: fixable,
    matched_advisories: [...found.matched],
    confidence: found.confidence,
    sources: ['maximus'],
    reachability,
    cwe_ids: cwesOf(records),
    references: referencesOf(records),
  };
}
