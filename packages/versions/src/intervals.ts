import { isRejection, type Rejection, reject } from './reading.ts';

/** A stretch of versions; an absent end is open. */
export interface Interval<V> {
  readonly low?: V;
  readonly lowInclusive: boolean;
  readonly high?: V;
  readonly highInclusive: boolean;
}

/**
 * Reads intervals such as `[1.0,2.0)`, `(,1.5]` and `[1.0]`, several joined by commas: the notation that Maven and NuGet
 * share. `text` begins with a bracket; `read` reads one version.
 */
export function readIntervals<V extends object>(
  text: string,
  read: (text: string) => V | Rejection,
): readonly Interval<V>[] | Rejection {
  const intervals: Interval<V>[] = [];
  let at = 0;
  for (;;) {
    while (text.charAt(at) === ' ' || (text.charAt(at) === ',' && intervals.length > 0)) at++;
    if (at >= text.length) return intervals;
    const open = text.charAt(at);
    if (open !== '[' && open !== '(') return reject('an interval begins with [ or (', at);
    const end = endOfInterval(text, at + 1);
    if (end < 0) return reject('an interval ends with ] or )', text.length);
    const interval = readOne(text.slice(at + 1, end), open === '[', text.charAt(end) === ']', read);
    if (isRejection(interval)) return reject(interval.rule, at + 1 + interval.at);
    intervals.push(interval);
    at = end + 1;
  }
}

/** Whether a version lies in an interval. */
export function inInterval<V>(version: V, interval: Interval<V>, order: (a: V, b: V) => number): boolean {
  if (interval.low !== undefined) {
    const low = order(version, interval.low);
    if (low < 0 || (low === 0 && !interval.lowInclusive)) return false;
  }
  if (interval.high === undefined) return true;
  const high = order(version, interval.high);
  return high < 0 || (high === 0 && interval.highInclusive);
}

function readOne<V extends object>(
  text: string,
  lowInclusive: boolean,
  highInclusive: boolean,
  read: (text: string) => V | Rejection,
): Interval<V> | Rejection {
  const comma = text.indexOf(',');
  const first = (comma < 0 ? text : text.slice(0, comma)).trim();
  const second = comma < 0 ? first : text.slice(comma + 1).trim();
  if (comma < 0 && !(lowInclusive && highInclusive && first !== '')) return reject('one version stands in [ ]', 0);
  const low = first === '' ? undefined : read(first);
  if (low !== undefined && isRejection(low)) return low;
  const high = second === '' ? undefined : read(second);
  if (high !== undefined && isRejection(high)) return reject(high.rule, comma + 1 + high.at);
  return {
    ...(low === undefined ? {} : { low }),
    ...(high === undefined ? {} : { high }),
    lowInclusive,
    highInclusive,
  };
}

function endOfInterval(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === ']' || char === ')') return at;
    if (char === '[' || char === '(') return -1;
  }
  return -1;
}
