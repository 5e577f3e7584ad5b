import type { RangeEvent } from '@maximus/versions';
import type { IndexedRange, OsvAffected } from '../types.ts';
import { type Faults, isObject } from './fault.ts';
import { Overlay } from './overlay.ts';
import { severities } from './severity.ts';

const eventFields = ['introduced', 'fixed', 'last_affected', 'limit'] as const;
const specificFields = ['ecosystem_specific', 'database_specific'] as const;

/**
 * One `affected[]` element with what we use checked and everything else as received; the same object when all is right,
 * `undefined` when it is dropped.
 */
export function affectedElement(value: unknown, faults: Faults): OsvAffected | undefined {
  if (!isObject(value)) return faults.drop('', 'is not an object');
  const ranges = rangesOf(value.ranges, faults);
  const versions = versionsOf(value.versions, faults);
  const named = packageOf(value.package, faults);
  if (ranges === null || versions === null || named === null) return undefined;
  const since = faults.list.length;
  const severity = severities(value.severity, faults);
  faults.within(since, '.severity');
  const out = new Overlay(value);
  out.set('package', named);
  out.set('ranges', ranges);
  out.set('versions', versions);
  out.set('severity', severity);
  for (const key of specificFields) out.set(key, isObject(value[key]) ? value[key] : undefined);
  return out.result();
}

/** `null` stands for "the element is dropped", `undefined` for "the field is not there". */
function packageOf(value: unknown, faults: Faults): OsvAffected['package'] | null {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) return faults.drop('.package', 'is not an object') ?? null;
  const { ecosystem, name, purl } = value;
  if (typeof ecosystem !== 'string' || ecosystem === '')
    return faults.drop('.package.ecosystem', 'is not a text with content') ?? null;
  if (typeof name !== 'string' || name === '')
    return faults.drop('.package.name', 'is not a text with content') ?? null;
  if (purl === undefined || purl === null || typeof purl === 'string')
    return value as unknown as OsvAffected['package'];
  faults.flag('.package.purl', 'is not a text');
  return { ecosystem, name };
}

function versionsOf(value: unknown, faults: Faults): readonly string[] | undefined | null {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) return faults.drop('.versions', 'is not a list') ?? null;
  for (let i = 0; i < value.length; i += 1)
    if (typeof value[i] !== 'string') return faults.drop(`.versions[${i}]`, 'is not a text') ?? null;
  return value;
}

function rangesOf(value: unknown, faults: Faults): readonly IndexedRange[] | undefined | null {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) return faults.drop('.ranges', 'is not a list') ?? null;
  let out: IndexedRange[] | undefined;
  for (let i = 0; i < value.length; i += 1) {
    const since = faults.list.length;
    const range = rangeOf(value[i], faults);
    faults.within(since, '.ranges', i);
    if (range === null) return null;
    if (range === value[i]) continue;
    out ??= [...value];
    out[i] = range;
  }
  return out ?? value;
}

function rangeOf(item: unknown, faults: Faults): IndexedRange | null {
  if (!isObject(item)) return faults.drop('', 'is not an object') ?? null;
  const { type } = item;
  if (type !== 'SEMVER' && type !== 'ECOSYSTEM' && type !== 'GIT')
    return faults.drop('.type', 'is none of SEMVER, ECOSYSTEM and GIT') ?? null;
  const since = faults.list.length;
  const events = eventsOf(item.events, faults);
  faults.within(since, '.events');
  if (events === null) return null;
  return events === item.events ? (item as unknown as IndexedRange) : ({ ...item, events } as unknown as IndexedRange);
}

/** Events with one field each; an object with several, as older exporters wrote it, becomes several events. */
function eventsOf(value: unknown, faults: Faults): readonly RangeEvent[] | null {
  if (!Array.isArray(value)) return faults.drop('', 'is not a list') ?? null;
  let fields = 0;
  for (let i = 0; i < value.length; i += 1) {
    const count = countFields(value[i], i, faults);
    if (count === 0) return null;
    fields += count;
  }
  return fields === value.length ? value : value.flatMap(split);
}

/** How many events an object stands for; 0 when it is not usable. */
function countFields(item: unknown, place: number, faults: Faults): number {
  if (!isObject(item)) {
    faults.drop(`[${place}]`, 'is not an object');
    return 0;
  }
  let count = 0;
  for (const field of eventFields) {
    const version = item[field];
    if (version === undefined || version === null) continue;
    if (typeof version !== 'string') {
      faults.drop(`[${place}].${field}`, 'is not a text');
      return 0;
    }
    count += 1;
  }
  if (count === 0) faults.drop(`[${place}]`, 'has no event of a known kind');
  return count;
}

function split(item: Readonly<Record<string, string>>): RangeEvent[] {
  return eventFields.flatMap((field) => (typeof item[field] === 'string' ? [{ [field]: item[field] }] : []));
}
