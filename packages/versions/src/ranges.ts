import { semver } from './semver/index.ts';
import type { ParsedVersion, RangeEvent, RangeVerdict, VersionScheme } from './types.ts';

/** Range types whose events are versions. `GIT` events are commits: they are never compared as versions. */
export type RangeType = 'SEMVER' | 'ECOSYSTEM';

/** A range whose events were parsed and sorted once. */
export interface CompiledRange {
  /** `version` comes from the scheme that the range was compiled with. */
  evaluate(version: ParsedVersion): RangeVerdict;
}

/** Affected from `from` on (absent: from the first version there is) to `to` (absent: for good). */
interface Interval {
  readonly from?: ParsedVersion;
  readonly to?: ParsedVersion;
  /** Whether `to` itself is affected: it comes from `last_affected`. */
  readonly inclusive: boolean;
  readonly verdict: RangeVerdict;
}

/** Events of one version, in the order in which the record has them; `version` is absent for `introduced: "0"`. */
interface Moment {
  readonly version?: ParsedVersion;
  readonly events: RangeEvent[];
}

const OUTSIDE: RangeVerdict = { affected: false };

/**
 * Prepares OSV's evaluation of one range (OSV schema, "Evaluation"): events sorted by version, `introduced: "0"` before
 * all, `fixed` exclusive, `last_affected` inclusive, and where there are limits the version is below one of them.
 * Two events at one version: an interval that ends where the next one begins stays open; otherwise the record's order
 * decides, so that `introduced` and `fixed` at one version affect nothing.
 * `SEMVER` compares by SemVer 2.0 in every ecosystem. An event that does not parse makes every verdict `unknown`.
 */
export function compileRange(scheme: VersionScheme, type: RangeType, events: readonly RangeEvent[]): CompiledRange {
  const comparing = type === 'SEMVER' && scheme.ordersSemver !== true ? semver : scheme;
  const simple = plainInterval(comparing, events);
  const read = simple === undefined ? readEvents(comparing, events) : { intervals: [simple], limit: undefined };
  if ('reason' in read) return { evaluate: () => ({ affected: 'unknown', reason: read.reason }) };
  const { intervals, limit } = read;
  return {
    evaluate(given) {
      const version = comparing === scheme ? given : reparse(comparing, given);
      if (typeof version === 'string') return { affected: 'unknown', reason: version };
      if (version.doubt !== undefined) return { affected: 'unknown', reason: doubtful(version) };
      if (limit !== undefined && comparing.order(version, limit) >= 0) return OUTSIDE;
      for (const interval of intervals) if (holds(comparing, interval, version)) return interval.verdict;
      return OUTSIDE;
    },
  };
}

/** One evaluation of a range that is not kept; see `compileRange` for the rules. */
export function evaluateRange(
  scheme: VersionScheme,
  type: RangeType,
  events: readonly RangeEvent[],
  version: ParsedVersion,
): RangeVerdict {
  return compileRange(scheme, type, events).evaluate(version);
}

/** The interval of a range that is one `introduced` with one later end, as nearly all are; anything else goes the long way. */
function plainInterval(scheme: VersionScheme, events: readonly RangeEvent[]): Interval | undefined {
  const end = events[1];
  const introduced = events[0]?.introduced;
  const text = end?.fixed ?? end?.last_affected;
  if (events.length !== 2 || introduced === undefined || end === undefined || text === undefined) return undefined;
  const to = scheme.parse(text);
  if (!to.ok || to.value.doubt !== undefined) return undefined;
  if (introduced === '0') return closed({ introduced }, to.value, end);
  const from = scheme.parse(introduced);
  if (!from.ok || from.value.doubt !== undefined || scheme.order(from.value, to.value) >= 0) return undefined;
  return closed({ from: from.value, introduced }, to.value, end);
}

function holds(scheme: VersionScheme, interval: Interval, version: ParsedVersion): boolean {
  if (interval.from !== undefined && scheme.order(version, interval.from) < 0) return false;
  if (interval.to === undefined) return true;
  const order = scheme.order(version, interval.to);
  return order < 0 || (order === 0 && interval.inclusive);
}

function reparse(scheme: VersionScheme, version: ParsedVersion): ParsedVersion | string {
  const parsed = scheme.parse(version.raw);
  return parsed.ok ? parsed.value : parsed.error.message;
}

function doubtful(version: ParsedVersion): string {
  return `${JSON.stringify(version.raw.slice(0, 60))} cannot be placed in a range: ${version.doubt}`;
}

/** The events by version, ascending, and the highest limit; or why the range cannot be evaluated. */
function readEvents(
  scheme: VersionScheme,
  events: readonly RangeEvent[],
):
  | { readonly intervals: readonly Interval[]; readonly limit: ParsedVersion | undefined }
  | { readonly reason: string } {
  const placed: { readonly version?: ParsedVersion; readonly event: RangeEvent }[] = [];
  let limit: ParsedVersion | undefined;
  let unlimited = false;
  let introduced = false;
  for (const event of events) {
    introduced ||= event.introduced !== undefined;
    const text = event.introduced ?? event.fixed ?? event.last_affected ?? event.limit;
    if (text === undefined) return { reason: 'an event of the range has no known field' };
    if (event.introduced === '0') {
      placed.push({ event });
      continue;
    }
    if (event.limit === '*') {
      unlimited = true;
      continue;
    }
    const parsed = scheme.parse(text);
    if (!parsed.ok) return { reason: `an event of the range: ${parsed.error.message}` };
    if (parsed.value.doubt !== undefined) return { reason: `an event of the range: ${doubtful(parsed.value)}` };
    if (event.limit === undefined) placed.push({ version: parsed.value, event });
    else if (limit === undefined || scheme.order(parsed.value, limit) > 0) limit = parsed.value;
  }
  if (!introduced) return { reason: 'the range has no `introduced` event' };
  placed.sort((a, b) => orderBounds(scheme, a.version, b.version));
  const moments: { version?: ParsedVersion; events: RangeEvent[] }[] = [];
  for (const { version, event } of placed) {
    const last = moments.at(-1);
    if (last !== undefined && orderBounds(scheme, last.version, version) === 0) last.events.push(event);
    else moments.push(version === undefined ? { events: [event] } : { version, events: [event] });
  }
  return { intervals: intervalsOf(moments), limit: unlimited ? undefined : limit };
}

/** Absent is before everything. */
function orderBounds(scheme: VersionScheme, a: ParsedVersion | undefined, b: ParsedVersion | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return scheme.order(a, b);
}

function intervalsOf(moments: readonly Moment[]): readonly Interval[] {
  const intervals: Interval[] = [];
  let opened: { readonly from?: ParsedVersion; readonly introduced: string } | undefined;
  for (const { version, events } of moments) {
    // A fix at the version where the next interval begins must not close that next interval.
    const ordered = opened === undefined ? events : [...events.filter(ends), ...events.filter((event) => !ends(event))];
    for (const event of ordered) {
      if (event.introduced !== undefined) {
        opened ??= version === undefined ? { introduced: '0' } : { from: version, introduced: event.introduced };
      } else if (opened !== undefined && version !== undefined) {
        intervals.push(closed(opened, version, event));
        opened = undefined;
      }
    }
  }
  if (opened !== undefined) {
    const { introduced, from } = opened;
    const verdict: RangeVerdict = { affected: true, introduced };
    intervals.push(from === undefined ? { inclusive: false, verdict } : { from, inclusive: false, verdict });
  }
  return intervals;
}

function ends(event: RangeEvent): boolean {
  return event.introduced === undefined;
}

function closed(
  opened: { readonly from?: ParsedVersion; readonly introduced: string },
  to: ParsedVersion,
  event: RangeEvent,
): Interval {
  const { introduced, from } = opened;
  const inclusive = event.fixed === undefined;
  const verdict: RangeVerdict = inclusive
    ? { affected: true, introduced, lastAffected: event.last_affected as string }
    : { affected: true, introduced, fixed: event.fixed as string };
  return from === undefined ? { to, inclusive, verdict } : { from, to, inclusive, verdict };
}
