import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../../errors.ts';
import { cveNumberAt, EpssColumns, type EpssDay } from '../../index/epss-day.ts';

/** One day of forecasts, and how many lines of the file were no forecast. */
export interface EpssFile extends EpssDay {
  readonly bad: number;
}

const newline = 0x0a;
const comma = 0x2c;
const dot = 0x2e;
const zero = 0x30;

/**
 * Reads the CSV that FIRST publishes: an optional comment with the date, a header, then `cve,epss,percentile`. Works on
 * bytes, because a day has a third of a million rows. `fallbackDate` stands in where there is no comment. Fails with
 * `advisories.source_unreadable` without a date or rows.
 */
export function parseEpss(bytes: Buffer, fallbackDate?: string): Result<EpssFile> {
  const date = epssDate(bytes) ?? fallbackDate;
  if (date === undefined) return fail(errors.source_unreadable('the EPSS file does not say its score_date'));
  const columns = new EpssColumns();
  let bad = 0;
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(newline, start);
    const next = found < 0 ? bytes.length : found;
    const end = bytes[next - 1] === 0x0d ? next - 1 : next;
    // Asked in this order, because a heading is no row and nearly every line is one.
    if (end > start && !addRow(columns, bytes, start, end) && !isHeading(bytes, start)) bad += 1;
    start = next + 1;
  }
  if (columns.length === 0) return fail(errors.source_unreadable('the EPSS file has no rows'));
  return ok({ date, columns, bad });
}

/** A comment, or the header `cve,…`. */
function isHeading(bytes: Buffer, start: number): boolean {
  return bytes[start] === 0x23 || bytes.toString('latin1', start, start + 4).toLowerCase() === 'cve,';
}

function addRow(columns: EpssColumns, bytes: Buffer, start: number, end: number): boolean {
  if (end - start > 100) return false;
  const first = commaAt(bytes, start, end);
  const second = commaAt(bytes, first + 1, end);
  if (second === end) return false;
  const cve = cveNumberAt(bytes, start, first);
  const probability = billionths(bytes, first + 1, second);
  const percentile = billionths(bytes, second + 1, end);
  if (cve === undefined || probability < 0 || percentile < 0) return false;
  columns.add(cve, probability, percentile);
  return true;
}

function commaAt(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== comma) at += 1;
  return Math.min(at, end);
}

/** A number from 0 to 1 in billionths, -1 for anything else; further decimals are rounded, exponents understood. */
function billionths(bytes: Buffer, start: number, end: number): number {
  const whole = (bytes[start] as number) - zero;
  if ((whole === 0 || whole === 1) && (end === start + 1 || bytes[start + 1] === dot) && end - start <= 11) {
    let value = whole;
    for (let i = start + 2; i < start + 11; i += 1) {
      const digit = i < end ? (bytes[i] as number) - zero : 0;
      if (digit < 0 || digit > 9) return slowBillionths(bytes, start, end);
      value = value * 10 + digit;
    }
    return value <= 1e9 ? value : -1;
  }
  return slowBillionths(bytes, start, end);
}

function slowBillionths(bytes: Buffer, start: number, end: number): number {
  const text = bytes.toString('latin1', start, end).trim();
  const value = text === '' ? Number.NaN : Number(text);
  return value >= 0 && value <= 1 ? Math.round(value * 1e9) : -1;
}

/** The day that the comment names, `YYYY-MM-DD`. */
export function epssDate(bytes: Buffer): string | undefined {
  if (bytes[0] !== 0x23) return undefined;
  return /score_date:(\d{4}-\d{2}-\d{2})/.exec(bytes.toString('latin1', 0, Math.min(200, bytes.length)))?.[1];
}
