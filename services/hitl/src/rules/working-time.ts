import type { WorkingHours } from '@maximus/contracts';

const dayMs = 86_400_000;
/** Long enough for any clock, and an end for hours that never come. */
const mostDays = 400;

/**
 * The time at which so many seconds of work have passed since a start; without working hours every second counts (hitl.md §3).
 * Pure. A span that begins or ends in a shift of the zone's clock is cut by the clock on the wall.
 */
export function afterWorkingSeconds(startMs: number, seconds: number, hours: WorkingHours | null): number {
  if (hours === null) return startMs + seconds * 1_000;
  let leftMs = seconds * 1_000;
  for (const span of spansFrom(startMs, hours)) {
    const fromMs = Math.max(span.fromMs, startMs);
    const roomMs = span.toMs - fromMs;
    if (roomMs <= 0) continue;
    if (leftMs <= roomMs) return fromMs + leftMs;
    leftMs -= roomMs;
  }
  return startMs + mostDays * dayMs;
}

/** Seconds of work between two times. */
export function workingSecondsBetween(fromMs: number, toMs: number, hours: WorkingHours | null): number {
  if (toMs <= fromMs) return 0;
  if (hours === null) return (toMs - fromMs) / 1_000;
  let sumMs = 0;
  for (const span of spansFrom(fromMs, hours)) {
    if (span.fromMs >= toMs) break;
    sumMs += Math.max(0, Math.min(span.toMs, toMs) - Math.max(span.fromMs, fromMs));
  }
  return sumMs / 1_000;
}

/** Whether a time zone's name is known here. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The working spans from the day of a time on, at most so many days of them. */
function* spansFrom(
  startMs: number,
  hours: WorkingHours,
): Generator<{ readonly fromMs: number; readonly toMs: number }> {
  const [from, to] = [minutesOf(hours.from), minutesOf(hours.to)];
  const overnight = to <= from;
  const wall = wallClock(hours.timezone);
  // From the day before: a span over midnight may have begun then.
  const first = Math.floor((startMs + wall.offsetMs(startMs)) / dayMs) - 1;
  for (let day = first; day < first + mostDays; day += 1) {
    // The epoch was a Thursday.
    const weekday = ((((day + 3) % 7) + 7) % 7) + 1;
    if (!hours.days.includes(weekday)) continue;
    const begins = wall.instantOf(day * dayMs + from * 60_000);
    const ends = wall.instantOf((overnight ? day + 1 : day) * dayMs + to * 60_000);
    if (ends > startMs) yield { fromMs: begins, toMs: ends };
  }
}

function minutesOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
}

/** Between the clock on the wall of a zone, as milliseconds of an imagined UTC, and the time itself. */
function wallClock(timeZone: string) {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const offsetMs = (atMs: number): number => {
    const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
    const wallMs = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
    return wallMs - Math.floor(atMs / 1_000) * 1_000;
  };
  /** Twice, because the first guess may lie on the other side of a shift. */
  const instantOf = (wallMs: number): number => wallMs - offsetMs(wallMs - offsetMs(wallMs));
  return { offsetMs, instantOf };
}
