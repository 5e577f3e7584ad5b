/** How many repairs points hold, and their mean; a day with many weighs more than one with few. */
export function repairs(points: readonly { readonly n: number; readonly mean_seconds: number }[]) {
  const n = points.reduce((sum, point) => sum + point.n, 0);
  const seconds = points.reduce((sum, point) => sum + point.n * point.mean_seconds, 0);
  return { n, mean: n === 0 ? null : seconds / n };
}

interface Clocks {
  readonly in_time: number;
  readonly at_risk: number;
  readonly late: number;
}

/** All clocks of a range together; what was at risk and still decided counts as in time. */
export function sumOfClocks(clocks: readonly Clocks[]) {
  const late = clocks.reduce((sum, clock) => sum + clock.late, 0);
  const inTime = clocks.reduce((sum, clock) => sum + clock.in_time + clock.at_risk, 0);
  return { total: inTime + late, inTime, late };
}
