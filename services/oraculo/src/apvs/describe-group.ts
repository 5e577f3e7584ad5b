import type { AdvisoryIndex, OsvRecord } from '@maximus/advisories';
import type { AffectedPackage, AstGrepPattern } from '@maximus/contracts';
import { affectedPackages } from './affected-packages.ts';

/** What the records of an alias group say together, before the estate has a say. */
export interface GroupDescription {
  readonly primaryId: string;
  readonly cveId: string | undefined;
  /** Ids and aliases, primary first, then sorted. */
  readonly aliases: readonly string[];
  readonly records: readonly OsvRecord[];
  readonly summary: string;
  readonly details: string;
  readonly references: readonly { readonly type: string; readonly url: string }[];
  readonly cweIds: readonly string[];
  readonly packages: readonly AffectedPackage[];
  readonly patterns: readonly AstGrepPattern[];
  readonly related: readonly string[];
  readonly published: string | undefined;
  readonly modified: string;
  /** Set when every record is withdrawn. */
  readonly withdrawnAt: string | undefined;
  readonly sources: readonly string[];
}

const maxDetails = 64 * 1024;
const maxReferences = 100;
const maxRelated = 100;

/** What the records of a group say: GHSA's words first, then the ecosystem's own database, then NVD's (apv.md §5). */
export function describeGroup(
  index: AdvisoryIndex | undefined,
  group: { readonly primaryId: string; readonly ids: readonly string[]; readonly ownRecord?: OsvRecord | undefined },
): GroupDescription {
  const records = group.ownRecord === undefined ? recordsOf(index, group.ids).sort(byWords) : [group.ownRecord];
  const live = records.filter((record) => record.withdrawn === undefined);
  const told = live.length > 0 ? live : records;
  const packages = affectedPackages(told);
  return {
    primaryId: group.primaryId,
    cveId: group.ids.find((id) => id.toUpperCase().startsWith('CVE-')),
    aliases: [group.primaryId, ...group.ids.filter((id) => id !== group.primaryId).sort()],
    records,
    summary: told.find(({ summary, id }) => summary !== undefined && summary !== id)?.summary ?? group.primaryId,
    details: (told.find(({ details }) => details !== undefined && details !== '')?.details ?? '').slice(0, maxDetails),
    references: referencesOf(told),
    cweIds: cwesOf(told),
    packages,
    patterns: patternsOf(told),
    related: relatedOf(told, group.ids),
    published: least(records.map(({ published }) => published)),
    modified: records.map(({ modified }) => modified).reduce((a, b) => (b > a ? b : a), records[0]?.modified ?? epoch),
    withdrawnAt: live.length > 0 || records.length === 0 ? undefined : least(records.map((each) => each.withdrawn)),
    sources: [...new Set(records.map(({ id }) => databaseOf(id)))].sort(),
  };
}

const epoch = '1970-01-01T00:00:00Z';

function recordsOf(index: AdvisoryIndex | undefined, ids: readonly string[]): OsvRecord[] {
  return ids.flatMap((id) => index?.record(id) ?? []);
}

/** The database that an id's prefix names (apv.md §2). */
function databaseOf(id: string): string {
  const dash = id.indexOf('-');
  return dash > 0 ? id.slice(0, dash) : 'local';
}

function byWords(a: OsvRecord, b: OsvRecord): number {
  const rank = ({ id }: OsvRecord) => (id.startsWith('GHSA-') ? 0 : id.startsWith('CVE-') ? 2 : 1);
  return rank(a) - rank(b) || (a.id < b.id ? -1 : Number(a.id > b.id));
}

function referencesOf(records: readonly OsvRecord[]): { type: string; url: string }[] {
  const byUrl = new Map<string, { type: string; url: string }>();
  for (const { references } of records) {
    for (const { type, url } of references ?? []) {
      if (typeof url !== 'string' || url.length > 2_048 || !/^https?:\/\//.test(url) || byUrl.has(url)) continue;
      byUrl.set(url, { type: String(type).slice(0, 32), url });
    }
  }
  return [...byUrl.values()].slice(0, maxReferences);
}

function cwesOf(records: readonly OsvRecord[]): string[] {
  const found = records.flatMap(({ database_specific }) => {
    const ids = database_specific?.['cwe_ids'];
    return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string' && id.length <= 16) : [];
  });
  return [...new Set(found)].sort().slice(0, 50);
}

function patternsOf(records: readonly OsvRecord[]): AstGrepPattern[] {
  return records.flatMap(({ id, database_specific }) => {
    const patterns = database_specific?.['ast_grep_patterns'];
    if (!Array.isArray(patterns)) return [];
    return patterns
      .slice(0, 20)
      .flatMap((each: { language?: unknown; rule?: unknown; description?: unknown } | null) => {
        if (typeof each?.language !== 'string' || typeof each.rule !== 'string' || each.rule.length > 8_192) return [];
        const description = typeof each.description === 'string' ? { description: each.description.slice(0, 500) } : {};
        return [{ language: each.language.slice(0, 32), rule: each.rule, source: id, ...description }];
      });
  });
}

function relatedOf(records: readonly OsvRecord[], own: readonly string[]): string[] {
  const links = records.flatMap(({ related, upstream }) => [...(related ?? []), ...(upstream ?? [])]);
  return [...new Set(links)]
    .filter((id) => !own.includes(id))
    .sort()
    .slice(0, maxRelated);
}

function least(times: readonly (string | undefined)[]): string | undefined {
  return times.filter((time) => time !== undefined).sort()[0];
}
