import type { RangeEvent } from '@maximus/versions';
import type { IndexedRange, OsvAffected } from '../types.ts';
import { type Faults, isObject } from './fault.ts';
import { Overlay } from './overlay.ts';
import { severities } from './severity.ts';

const rangeTypes = new Set(['SEMVER', 'ECOSYSTEM', 'GIT']);
const eventFields = ['introduced', 'fixed', 'last_affected', 'limit'] as const;

/** One `affected[]` element with what we use checked and everything else as received; `undefined` when dropped. */
export function affectedElement(value: unknown, path: string, faults: Faults): OsvAffected | undefined {
  if (!isObject(value)) return faults.drop(path, 'is not an object');
  const ranges = rangesOf(value.ranges, `${path}.ranges`, faults);
  const versions = versionsOf(value.versions, `${path}.versions`, faults);
  const named = packageOf(value.package, `${path}.package`, faults);
  if (ranges === null || versions === null || named === null) return undefined;
  const severity = severities(value.severity, `${path}.severity`, faults);
  const out = new Overlay(value);
  out.set('package', named);
  out.set('ranges', ranges);
  out.set('versions', versions);
  out.set('severity', severity);
  for (const key of specificFields) out.set(key, isObject(value[key]) ? value[key] : undefined);
  return out.result();
}

const specificFields = ['ecosystem_specific', 'database_specific'] as const;

/** `null` stands for "the element is dropped", `undefined` for "the field is not there". */
function packageOf(value: unknown, path: string, faults: Faults): OsvAffected['package'] | null {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) return faults.drop(path, 'is not an object') ?? null;
  const { ecosystem, name, purl } = value;
  if (typeof ecosystem !== 'string' || ecosystem === '')
    return faults.drop(`${path}.ecosystem`, 'is not a text with content') ?? null;
  if (typeof name !== 'string' || name === '') return faults.drop(`${path}.name`, 'is not a text with content') ?? null;
  if (purl === undefined || purl === null || typeof purl === 'string')
    return value as unknown as OsvAffected['package'];
  faults.flag(`${path}.purl`, 'is not a text');
  return { ecosystem, name };
}

function versionsOf(value: unknown, path: string, faults: Faults): readonly string[] | undefined | null {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) return faults.drop(path, 'is not a list') ?? null;
  const bad = value.findIndex((item) => typeof item !== 'string');
  return bad < 0 ? value : (faults.drop(`${path}[${bad}]`, 'is not a text') ?? null);
}

function rangesOf(value: unknown, path: string, faults: Faults): readonly IndexedRange[] | undefined | null {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) return faults.drop(path, 'is not a list') ?? null;
  let same = true;
  const out: IndexedRange[] = [];
  for (const [index, item] of value.entries()) {
    const at = `${path}[${index}]`;
    if (!isObject(item)) return faults.drop(at, 'is not an object') ?? null;
    const type = item.type;
    if (typeof type !== 'string' || !rangeTypes.has(type))
      return faults.drop(`${at}.type`, 'is none of SEMVER, ECOSYSTEM and GIT') ?? null;
    const events = eventsOf(item.events, `${at}.events`, faults);
    if (events === null) return null;
    if (events !== item.events) same = false;
    out.push(events === item.events ? (item as unknown as IndexedRange) : ({ ...item, events } as IndexedRange));
  }
  return same ? value : out;
}

/** Events with one field each; an object with several, as older exporters wrote it, becomes several events. */
function eventsOf(value: unknown, path: string, faults: Faults): readonly RangeEvent[] | null {
  if (!Array.isArray(value)) return faults.drop(path, 'is not a list') ?? null;
  let same = true;
  const out: RangeEvent[] = [];
  for (const [index, item] of value.entries()) {
    if (!isObject(item)) return faults.drop(`${path}[${index}]`, 'is not an object') ?? null;
    const before = out.length;
    for (const field of eventFields) {
      const version = item[field];
      if (version === undefined || version === null) continue;
      if (typeof version !== 'string') return faults.drop(`${path}[${index}].${field}`, 'is not a text') ?? null;
      out.push({ [field]: version });
    }
    if (out.length === before) return faults.drop(`${path}[${index}]`, 'has no event of a known kind') ?? null;
    if (out.length > before + 1) same = false;
  }
  return same ? value : out;
}
