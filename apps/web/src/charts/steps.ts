/** Length of a step of time. */
export type Step = 'minute' | 'hour' | 'day';

const lengthMs: Record<Step, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const rangeMs: Readonly<Record<string, number>> = {
  '1h': 3_600_000,
  '24h': 86_400_000,
  '7d': 7 * 86_400_000,
  '30d': 30 * 86_400_000,
};

/**
 * Every step of a range up to `now`, also those in which nothing happened: a gap is a gap and not the next value. Without a
 * known range from the first point on. Starts are UTC, as the server cuts them; at most 400.
 */
export function evenSteps<T extends { readonly at: string }>(
  points: readonly T[],
  { range, step, now }: { readonly range: string; readonly step: Step; readonly now: string },
): readonly { readonly at: string; readonly point: T | undefined }[] {
  const size = lengthMs[step];
  const known = new Map(points.map((point) => [Date.parse(point.at), point]));
  const last = Math.floor(Date.parse(now) / size) * size;
  const span = rangeMs[range];
  const first = span === undefined ? Math.min(last, ...known.keys()) : last - Math.ceil(span / size) * size + size;
  const count = Math.min(400, Math.max(1, Math.round((last - first) / size) + 1));
  return Array.from({ length: count }, (_, at) => {
    const time = last - (count - 1 - at) * size;
    return { at: new Date(time).toISOString(), point: known.get(time) };
  });
}
