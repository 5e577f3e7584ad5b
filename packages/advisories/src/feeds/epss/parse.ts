import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../../errors.ts';
import { cveNumber, type EpssDay } from '../../index/epss-table.ts';

/** One day of forecasts, and how many lines of the file were no forecast. */
export interface EpssFile extends EpssDay {
  readonly bad: number;
}

/**
 * Reads the CSV that FIRST publishes: an optional comment with the date, a header, then `cve,epss,percentile`.
 * `fallbackDate` stands in where there is no comment. Fails with `advisories.source_unreadable` without a date or rows.
 */
export function parseEpss(text: string, fallbackDate?: string): Result<EpssFile> {
  const date = dateOf(text) ?? fallbackDate;
  if (date === undefined) return fail(errors.source_unreadable('the EPSS file does not say its score_date'));
  const rows: { cve: string; probability: number; percentile: number }[] = [];
  let bad = 0;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end);
    start = end + 1;
    if (line === '' || line === '\r' || line[0] === '#' || line.startsWith('cve,')) continue;
    const row = rowOf(line);
    if (row === undefined) bad += 1;
    else rows.push(row);
  }
  return rows.length === 0 ? fail(errors.source_unreadable('the EPSS file has no rows')) : ok({ date, rows, bad });
}

function rowOf(line: string): { cve: string; probability: number; percentile: number } | undefined {
  const first = line.indexOf(',');
  const second = line.indexOf(',', first + 1);
  if (first < 0 || second < 0 || line.length > 100) return undefined;
  const cve = line.slice(0, first);
  const probability = share(line.slice(first + 1, second));
  const percentile = share(line.slice(second + 1));
  if (cveNumber(cve) === undefined || probability === undefined || percentile === undefined) return undefined;
  return { cve, probability, percentile };
}

/** A number from 0 to 1. */
function share(text: string): number | undefined {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return value >= 0 && value <= 1 ? value : undefined;
}

function dateOf(text: string): string | undefined {
  if (text[0] !== '#') return undefined;
  return /score_date:(\d{4}-\d{2}-\d{2})/.exec(text.slice(0, 200))?.[1];
}
