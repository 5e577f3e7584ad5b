import type { OsvAffected, OsvRecord } from '../types.ts';

/** References kept in a brief: enough to read on; the whole list is in the record. */
const maxReferences = 8;
const maxSummary = 300;

/** The part of a record that a finding shows and is judged by: what a scan reads of it, without its texts and ranges. */
export function briefOf(record: OsvRecord): OsvRecord {
  const { id, modified, published, withdrawn, severity } = record;
  const references = briefReferences(record);
  const affected = (record.affected ?? []).map(briefAffected).filter((each) => each !== undefined);
  const specific = scalars(record.database_specific);
  return {
    id,
    modified,
    ...(published === undefined ? {} : { published }),
    ...(withdrawn === undefined ? {} : { withdrawn }),
    summary: summaryOf(record),
    ...(severity === undefined || severity.length === 0 ? {} : { severity }),
    ...(affected.length === 0 ? {} : { affected }),
    ...(references.length === 0 ? {} : { references }),
    ...(specific === undefined ? {} : { database_specific: specific }),
  };
}

/** The summary, else the first line of the details that says something. */
function summaryOf({ summary, details, id }: OsvRecord): string {
  if (summary !== undefined && summary.trim() !== '') return summary.trim().slice(0, maxSummary);
  const line = details
    ?.slice(0, 4096)
    .split('\n')
    .find((text) => text.trim() !== '');
  return line === undefined ? id : line.trim().slice(0, maxSummary);
}

/** Only http(s) is ever shown as a link (apv.md §2); a type of EVIDENCE counts for the priority and is kept first. */
function briefReferences({ references }: OsvRecord): { readonly type: string; readonly url: string }[] {
  const out: { readonly type: string; readonly url: string }[] = [];
  let hasEvidence = false;
  for (const reference of references ?? []) {
    const { type, url } = reference;
    if (url.length > 2048 || !(url.startsWith('https://') || url.startsWith('http://'))) continue;
    if (type === 'EVIDENCE' && !hasEvidence) {
      hasEvidence = true;
      out.unshift(reference);
    } else if (out.length <= maxReferences) out.push(reference);
  }
  return out.slice(0, maxReferences);
}

/** An element that says how severe it is for its package; others say nothing that a brief needs. */
function briefAffected(affected: OsvAffected): OsvAffected | undefined {
  const own = scalars(affected.ecosystem_specific);
  const database = scalars(affected.database_specific);
  const hasSeverity = affected.severity !== undefined && affected.severity.length > 0;
  if (!hasSeverity && own === undefined && database === undefined) return undefined;
  return {
    ...(affected.package === undefined ? {} : { package: affected.package }),
    ...(hasSeverity ? { severity: affected.severity } : {}),
    ...(own === undefined ? {} : { ecosystem_specific: own }),
    ...(database === undefined ? {} : { database_specific: database }),
  };
}

const keptKeys: ReadonlySet<string> = new Set(['severity', 'urgency', 'informational', 'cwe_ids', 'cvss']);

function scalars(specific: Readonly<Record<string, unknown>> | undefined): Record<string, unknown> | undefined {
  if (specific === undefined) return undefined;
  let kept: Record<string, unknown> | undefined;
  for (const key of keptKeys) {
    const value = Object.hasOwn(specific, key) ? specific[key] : undefined;
    if (value === undefined || value === null || (key !== 'cwe_ids' && typeof value === 'object')) continue;
    kept ??= {};
    kept[key] = value;
  }
  return kept;
}
