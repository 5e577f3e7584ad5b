import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import type { OsvAffected, OsvRecord } from '../types.ts';
import { affectedElement } from './affected.ts';
import { type Fault, Faults, isObject } from './fault.ts';
import { severities } from './severity.ts';
import { parseTimestamp } from './timestamp.ts';

/** Largest record that is taken, in bytes of its JSON text (apv.md §2, `raw`). */
export const maxRecordBytes = 1_048_576;

/** A record that passed, and what was wrong in parts of it. */
export interface CheckedRecord {
  readonly record: OsvRecord;
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
 * Checks one parsed OSV record by hand against OSV schema 1.x. Fails with `advisories.record_invalid` when it has no
 * identity (id, modified) or is no object; anything else that is wrong costs only the element it stands in. Unknown
 * fields stay; `null` is an absent field, as several exporters mean it.
 */
export function checkRecord(value: unknown): Result<CheckedRecord> {
  if (!isObject(value)) return invalid('the record is not a JSON object');
  if (!isAdvisoryId(value.id)) return invalid('`id` is not 1–128 characters of A-Z a-z 0-9 . _ : -');
  const { modified } = value;
  if (typeof modified !== 'string' || parseTimestamp(modified) === undefined)
    return invalid('`modified` is not an RFC 3339 date and time');
  const affected = value.affected;
  if (affected !== undefined && affected !== null && !Array.isArray(affected))
    return invalid('`affected` is not a list');
  return ok(normalise(value));
}

function invalid(reason: string): Result<never> {
  return fail(errors.record_invalid(reason));
}

function normalise(value: Record<string, unknown>): CheckedRecord {
  const faults = new Faults();
  const out: Record<string, unknown> = { ...value };
  for (const key of ['published', 'withdrawn']) timestampField(out, key, faults);
  for (const key of ['summary', 'details', 'schema_version']) textField(out, key, faults);
  for (const key of ['aliases', 'related', 'upstream']) idListField(out, key, faults);
  setOrDelete(out, 'severity', severities(out.severity, 'severity', faults));
  setOrDelete(out, 'references', references(out.references, faults));
  setOrDelete(out, 'affected', affectedList(out.affected, faults));
  if ('database_specific' in out && !isObject(out.database_specific)) delete out.database_specific;
  return { record: out as unknown as OsvRecord, faults: faults.list };
}

function setOrDelete(out: Record<string, unknown>, key: string, value: unknown): void {
  if (value === undefined) delete out[key];
  else out[key] = value;
}

function timestampField(out: Record<string, unknown>, key: string, faults: Faults): void {
  const value = out[key];
  if (value === undefined) return;
  if (typeof value === 'string' && parseTimestamp(value) !== undefined) return;
  if (value !== null) faults.drop(key, 'is not an RFC 3339 date and time');
  delete out[key];
}

function textField(out: Record<string, unknown>, key: string, faults: Faults): void {
  const value = out[key];
  if (value === undefined || typeof value === 'string') return;
  if (value !== null) faults.drop(key, 'is not a text');
  delete out[key];
}

function idListField(out: Record<string, unknown>, key: string, faults: Faults): void {
  const value = out[key];
  if (value === undefined) return;
  if (!Array.isArray(value)) {
    if (value !== null) faults.drop(key, 'is not a list');
    delete out[key];
    return;
  }
  const kept = new Set<string>();
  for (const [index, id] of value.entries()) {
    if (isAdvisoryId(id)) kept.add(id);
    else faults.drop(`${key}[${index}]`, 'is not an advisory id');
  }
  if (kept.size < value.length) out[key] = [...kept];
}

function references(value: unknown, faults: Faults): OsvRecord['references'] {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) return faults.drop('references', 'is not a list');
  return value.filter((item, index) => {
    const usable = isObject(item) && typeof item.type === 'string' && typeof item.url === 'string';
    if (!usable) faults.drop(`references[${index}]`, 'is not a type and a url');
    return usable;
  });
}

function affectedList(value: unknown, faults: Faults): readonly OsvAffected[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const out: OsvAffected[] = [];
  for (const [index, item] of value.entries()) {
    const element = affectedElement(item, `affected[${index}]`, faults);
    if (element !== undefined) out.push(element);
  }
  return out;
}
