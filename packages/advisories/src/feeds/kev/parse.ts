import type { Kev } from '@maximus/contracts';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../../errors.ts';
import { isObject } from '../../osv/fault.ts';

/** A catalogue of known exploited vulnerabilities as CISA publishes it. */
export interface KevCatalogue {
  readonly version: string;
  /** RFC 3339; the newer of two catalogues is told by it. */
  readonly released: string;
  readonly entries: readonly Kev[];
  /** Entries without a CVE or a date, left out and counted. */
  readonly bad: number;
}

/** Reads the JSON catalogue. Fails with `advisories.source_unreadable` when it is none. */
export function parseKev(text: string): Result<KevCatalogue> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    return fail(errors.source_unreadable('the KEV catalogue is not JSON', {}, cause));
  }
  const list = isObject(parsed) ? parsed.vulnerabilities : undefined;
  if (!isObject(parsed) || !Array.isArray(list))
    return fail(errors.source_unreadable('the KEV catalogue has no list of vulnerabilities'));
  const version = textOr(parsed.catalogVersion, 'unknown');
  const entries: Kev[] = [];
  for (const item of list) {
    const entry = entryOf(item, `cisa-kev ${version}`);
    if (entry !== undefined) entries.push(entry);
  }
  const released = textOr(parsed.dateReleased, newestDate(entries));
  return ok({ version, released, entries, bad: list.length - entries.length });
}

function entryOf(item: unknown, source: string): Kev | undefined {
  if (!isObject(item)) return undefined;
  const { cveID, dateAdded, dueDate, knownRansomwareCampaignUse } = item;
  if (typeof cveID !== 'string' || cveID === '' || typeof dateAdded !== 'string') return undefined;
  return {
    cve_id: cveID,
    date_added: dateAdded,
    ...(typeof dueDate === 'string' && dueDate !== '' ? { due_date: dueDate } : {}),
    known_ransomware: knownRansomwareCampaignUse === 'Known',
    source,
  };
}

function newestDate(entries: readonly Kev[]): string {
  let newest = '';
  for (const entry of entries) if (entry.date_added > newest) newest = entry.date_added;
  return newest;
}

function textOr(value: unknown, other: string): string {
  return typeof value === 'string' && value !== '' ? value : other;
}
