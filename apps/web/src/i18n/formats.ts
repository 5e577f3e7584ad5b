/** How numbers, times and spans are written in one language. Null and absent values are a dash: never a zero. */
export interface Formats {
  number(value: number | null | undefined): string;
  /** With two decimals. */
  decimal(value: number): string;
  /** Of a ratio 0–1. */
  percent(ratio: number | null | undefined): string;
  /** `3 min 20 s`: the two largest units of a span of seconds. */
  duration(seconds: number | null | undefined): string;
  /** `2 minutes ago`, `in 3 days`. */
  relative(time: string | number, nowMs: number): string;
  /** Date and time in the reader's zone. */
  dateTime(time: string | number): string;
  /** `14:00`, for axes within a day. */
  hour(time: string | number): string;
  /** `3 Dec`, in the reader's zone. */
  day(time: string | number): string;
  /** `3 Dec`, for what the server counts by days of UTC. */
  dayUtc(time: string | number): string;
}

/** What stands where there is no value. */
export const dash = '–';

/** Spans of the past and the future as people say them, from how many seconds on: a deadline in 60 days is told in days. */
const spoken = [
  ['year', 31_557_600, 63_115_200],
  ['month', 2_629_800, 7_776_000],
  ['day', 86_400, 86_400],
  ['hour', 3_600, 3_600],
  ['minute', 60, 60],
] as const;

const steps = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** Makes the formats of a language. */
export function createFormats(locale: string): Formats {
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const decimals = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const relatives = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'long' });
  const dateTimes = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const hours = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const days = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
  const daysUtc = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const units = new Map(
    steps.map(([unit]) => [unit, new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'narrow' })]),
  );
  return {
    number: (value) => (value === null || value === undefined ? dash : numbers.format(value)),
    decimal: (value) => decimals.format(value),
    percent: (ratio) => (ratio === null || ratio === undefined ? dash : percents.format(ratio)),
    duration: (seconds) => {
      if (seconds === null || seconds === undefined) return dash;
      let rest = Math.max(0, Math.round(seconds));
      const parts: string[] = [];
      for (const [unit, size] of steps) {
        const count = Math.floor(rest / size);
        rest -= count * size;
        if (count > 0) parts.push(units.get(unit)?.format(count) ?? '');
        else if (parts.length > 0) break;
        if (parts.length === 2) break;
      }
      return parts.length === 0 ? (units.get('second')?.format(0) ?? '0') : parts.join(' ');
    },
    relative: (time, nowMs) => {
      const seconds = (new Date(time).getTime() - nowMs) / 1_000;
      const [unit, size] = spoken.find(([, , from]) => Math.abs(seconds) >= from) ?? steps[3];
      return relatives.format(Math.trunc(seconds / size), unit);
    },
    dateTime: (time) => dateTimes.format(new Date(time)),
    hour: (time) => hours.format(new Date(time)),
    day: (time) => days.format(new Date(time)),
    dayUtc: (time) => daysUtc.format(new Date(time)),
  };
}
