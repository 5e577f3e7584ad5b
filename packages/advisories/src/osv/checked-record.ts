import type { OsvAffected, OsvRecord } from '../types.ts';
import { affectedElement } from './affected.ts';
import { type Fault, Faults, isObject } from './fault.ts';
import { Overlay } from './overlay.ts';
import { severities } from './severity.ts';
import { parseTimestamp } from './timestamp.ts';

/** A record that passed, and what was wrong in parts of it. */
export interface CheckedRecord {
  readonly record: OsvRecord;
  /** Milliseconds since the epoch. */
  readonly modifiedMs: number;
  /** The same of `published`, where the record has it. */
  readonly publishedMs?: number;
  readonly faults: readonly Fault[];
}

/** Whether a text can be an advisory id: 1–128 characters of `[A-Za-z0-9._:-]` (apv.md §1). */
export function isAdvisoryId(text: unknown): text is string {
  if (typeof text !== 'string' || text.length < 1 || text.length > 128) return false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    const letterOrDigit = (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122);
    if (!letterOrDigit && c !== 45 && c !== 46 && c !== 58 && c !== 95) return false;
  }
  return true;
}

/**
 * What `checkRecord` finds, or the reason why it refuses the record as a sentence. It needs nothing but this folder, so
 * that a thread which does no more than this starts fast.
 */
export function checkedOrReason(value: unknown): CheckedRecord | string {
  if (!isObject(value)) return 'the record is not a JSON object';
  if (!isAdvisoryId(value.id)) return '`id` is not 1–128 characters of A-Z a-z 0-9 . _ : -';
  const modifiedMs = typeof value.modified === 'string' ? parseTimestamp(value.modified) : undefined;
  if (modifiedMs === undefined) return '`modified` is not an RFC 3339 date and time';
  const affected = value.affected;
  if (affected !== undefined && affected !== null && !Array.isArray(affected)) return '`affected` is not a list';
  return normalise(value, modifiedMs);
}

/** What is right is shared with the input, which is nearly everything; the input itself is never changed. */
function normalise(value: Record<string, unknown>, modifiedMs: number): CheckedRecord {
  const faults = new Faults();
  const out = new Overlay(value);
  const publishedMs = timestamp(value.published, 'published', faults);
  if (publishedMs === undefined) out.set('published', undefined);
  if (timestamp(value.withdrawn, 'withdrawn', faults) === undefined) out.set('withdrawn', undefined);
  for (const key of textFields) out.set(key, text(value[key], key, faults));
  for (const key of idFields) out.set(key, idList(value[key], key, faults));
  const since = faults.list.length;
  out.set('severity', severities(value.severity, faults));
  faults.within(since, 'severity');
  out.set('references', references(value.references, faults));
  out.set('affected', affectedList(value.affected, faults));
  out.set('database_specific', isObject(value.database_specific) ? value.database_specific : undefined);
  const record = out.result() as unknown as OsvRecord;
  return { record, modifiedMs, ...(publishedMs === undefined ? {} : { publishedMs }), faults: faults.list };
}

const textFields = ['summary', 'details', 'schema_version'] as const;
const idFields = ['aliases', 'related', 'upstream'] as const;

/** Milliseconds since the epoch; `undefined` for a field that is absent or dropped. */
function timestamp(value: unknown, key: string, faults: Faults): number | undefined {
  if (value === undefined || value === null) return undefined;
  const ms = typeof value === 'string' ? parseTimestamp(value) : undefined;
  return ms ?? faults.drop(key, 'is not an RFC 3339 date and time');
}

function text(value: unknown, key: string, faults: Faults): unknown {
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined;
  return faults.drop(key, 'is not a text');
}

function idList(value: unknown, key: string, faults: Faults): unknown {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) return faults.drop(key, 'is not a list');
  const kept = new Set<string>();
  for (let i = 0; i < value.length; i += 1) {
    if (isAdvisoryId(value[i])) kept.add(value[i]);
    else faults.drop(`${key}[${i}]`, 'is not an advisory id');
  }
  return kept.size < value.length ? [...kept] : value;
}

function references(value: unknown, faults: Faults): unknown {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) return faults.drop('references', 'is not a list');
  if (value.every(isReference)) return value;
  return value.filter((item, index) => {
    if (isReference(item)) return true;
    faults.drop(`references[${index}]`, 'is not a type and a url');
    return false;
  });
}

function isReference(item: unknown): boolean {
  return isObject(item) && typeof item.type === 'string' && typeof item.url === 'string';
}

function affectedList(value: unknown, faults: Faults): unknown {
  if (!Array.isArray(value)) return undefined;
  let same = true;
  const out: OsvAffected[] = [];
  for (let i = 0; i < value.length; i += 1) {
    const since = faults.list.length;
    const element = affectedElement(value[i], faults);
    faults.within(since, 'affected', i);
    if (element !== value[i]) same = false;
    if (element !== undefined) out.push(element);
  }
  return same ? value : out;
}
