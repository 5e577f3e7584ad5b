import { createHash } from 'node:crypto';
import type { OsvRecord, PackageAdvisory } from '@maximus/advisories';
import type { NpmAdvisory } from '@maximus/contracts';
import { createMatcher, type Matcher } from '@maximus/matching';
import { assess } from '@maximus/prioritisation';
import type { LiveIndex } from '../live-index/live-index.ts';
import { npmRange } from './npm-range.ts';

interface Affected {
  readonly entries: Map<string, PackageAdvisory>;
  readonly versions: string[];
}

/** The matcher that npm's questions are answered with; it keeps nothing, because callers may ask for any package. */
export function npmMatcher(live: LiveIndex): Matcher {
  return createMatcher(live.index, () => false);
}

/**
 * What npm is told of one package: an advisory for each alias group that holds for some of the versions. One that could
 * not be judged counts as holding; npm's client compares the versions again.
 */
export function npmAdvisories(
  live: LiveIndex,
  matcher: Matcher,
  name: string,
  versions: readonly string[],
): readonly NpmAdvisory[] {
  const groups = new Map<string, Affected>();
  for (const version of versions) {
    const { hits, undecided } = matcher.match({ ecosystem: 'npm', name, version });
    for (const { advisory } of [...hits, ...undecided]) {
      const known: Affected = groups.get(advisory.groupId) ?? { entries: new Map(), versions: [] };
      groups.set(advisory.groupId, known);
      known.entries.set(`${advisory.id}\0${JSON.stringify(advisory.ranges)}`, advisory);
      if (!known.versions.includes(version)) known.versions.push(version);
    }
  }
  return [...groups].map(([groupId, affected]) => advisoryOf(live, name, groupId, affected));
}

function advisoryOf(live: LiveIndex, name: string, groupId: string, affected: Affected): NpmAdvisory {
  const entries = [...affected.entries.values()];
  const ids = live.index.group(groupId)?.recordIds ?? [...new Set(entries.map(({ id }) => id))];
  const records = ids.flatMap((id) => live.index.brief(id) ?? []).filter(({ withdrawn }) => withdrawn === undefined);
  const { assessment, severity, kind } = assess({
    records,
    kinds: entries.map((entry) => entry.kind),
    concerns: (one) => one.package === undefined || one.package.name === name,
    context: { exposures: [], services: 0, scopes: [], reachability: [] },
    firstDetectedAt: '1970-01-01T00:00:00.000Z',
  });
  const shown = representative(entries, records);
  return {
    id: npmId(shown.id),
    url: pageOf(shown.id),
    title: shown.summary ?? records.find(({ summary }) => summary !== undefined)?.summary ?? shown.id,
    severity: kind === 'malware' ? 'critical' : npmSeverity(severity),
    vulnerable_versions: npmRange(entries, affected.versions),
    cwe: [...new Set(records.flatMap(cwesOf))].sort(),
    cvss: { score: assessment.cvss?.base_score ?? 0, vectorString: assessment.cvss?.vector_string ?? null },
  };
}

/** GHSA's record, which npm's users know, else the first that names the package. */
function representative(entries: readonly PackageAdvisory[], records: readonly OsvRecord[]) {
  const ids = [...new Set(entries.map(({ id }) => id))].sort();
  const id = ids.find((each) => each.startsWith('GHSA-')) ?? ids[0] ?? '';
  return records.find((record) => record.id === id) ?? { id, summary: undefined };
}

/** A positive integer that stays the same for a record: 48 bits of its SHA-256, so that two records never meet. */
function npmId(recordId: string): number {
  return createHash('sha256').update(recordId.toLowerCase()).digest().readUIntBE(0, 6) + 1;
}

/** npm knows no "unknown": that counts as high, as it does for a scan (oraculo.md §5). */
function npmSeverity(severity: string): NpmAdvisory['severity'] {
  switch (severity) {
    case 'critical':
    case 'high':
    case 'low':
      return severity;
    case 'medium':
      return 'moderate';
    case 'none':
      return 'info';
    default:
      return 'high';
  }
}

function cwesOf({ database_specific }: OsvRecord): string[] {
  const ids = database_specific?.cwe_ids;
  return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string' && /^CWE-\d{1,6}$/.test(id)) : [];
}

function pageOf(id: string): string {
  const encoded = encodeURIComponent(id.toWellFormed());
  return id.startsWith('GHSA-')
    ? `https://github.com/advisories/${encoded}`
    : `https://osv.dev/vulnerability/${encoded}`;
}
