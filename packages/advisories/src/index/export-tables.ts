import type { EpssTable } from './epss-table.ts';
import type { KevTable } from './kev-table.ts';

/** The catalogue in the form in which CISA publishes it, with the fields that the index keeps. */
export function kevText(table: KevTable, meta: Readonly<Record<string, unknown>>): string {
  const entries = table.entries();
  const catalogue = {
    title: 'Known exploited vulnerabilities',
    catalogVersion: meta.version,
    dateReleased: meta.released,
    count: entries.length,
    vulnerabilities: entries.map((entry) => ({
      cveID: entry.cve_id,
      dateAdded: entry.date_added,
      ...(entry.due_date === undefined ? {} : { dueDate: entry.due_date }),
      knownRansomwareCampaignUse: entry.known_ransomware ? 'Known' : 'Unknown',
    })),
  };
  return `${JSON.stringify(catalogue, null, 1)}\n`;
}

/** The forecasts in the form in which FIRST publishes them. */
export function epssText(table: EpssTable, meta: Readonly<Record<string, unknown>>): string {
  const lines = [`#model_version:unknown,score_date:${String(meta.date)}T00:00:00+0000`, 'cve,epss,percentile'];
  for (const { cve_id, probability, percentile } of table.entries())
    lines.push(`${cve_id},${decimal(probability)},${decimal(percentile)}`);
  return `${lines.join('\n')}\n`;
}

/** Nine decimals at most, as the index keeps them, and never an exponent. */
function decimal(value: number): string {
  return value.toFixed(9).replace(/0{1,8}$/, '');
}
