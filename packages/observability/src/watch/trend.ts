/** One measurement of a series. */
export interface Point {
  readonly atMs: number;
  readonly value: number;
}

/** A straight line through points: growth per minute and how well it explains them (0–1). */
export interface Trend {
  readonly perMinute: number;
  readonly r2: number;
}

/** Least squares through at least two points; `undefined` for fewer or for points of one moment. */
export function trendOf(points: readonly Point[]): Trend | undefined {
  const count = points.length;
  const first = points[0];
  if (first === undefined || count < 2) return undefined;
  // Relative to the first point: squares of epoch milliseconds would swallow the digits that matter.
  const xs = points.map(({ atMs }) => (atMs - first.atMs) / 60_000);
  const ys = points.map(({ value }) => value - first.value);
  const meanX = sum(xs) / count;
  const meanY = sum(ys) / count;
  const sxx = sum(xs.map((x) => (x - meanX) ** 2));
  const syy = sum(ys.map((y) => (y - meanY) ** 2));
  const sxy = sum(xs.map((x, at) => (x - meanX) * ((ys[at] ?? 0) - meanY)));
  if (sxx === 0) return undefined;
  return { perMinute: sxy / sxx, r2: syy === 0 ? 1 : sxy ** 2 / (sxx * syy) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
