import type { RuleCell } from './cell.ts';

/** Room for rounding: a thousandth of a microsecond. */
const tolerance = 1e-3;

/**
 * The generic cell rate algorithm: how much time is owed until the bucket is full, and when that was so. The two are apart
 * because a time of today leaves no room for parts of a microsecond in a number. `emissionUs` is the time in which one token
 * comes back. A clock that went back finds the bucket as it was.
 */
export function tokenBucketCell(capacity: number, emissionUs: number): RuleCell {
  const wholeUs = capacity * emissionUs;
  let owed = 0;
  let atUs = 0;
  const owedAt = (nowUs: number): number => {
    owed = Math.max(0, owed - Math.max(0, nowUs - atUs));
    atUs = nowUs;
    return owed;
  };
  const add = (units: number, nowUs: number): void => {
    owed = Math.min(wholeUs, Math.max(0, owedAt(nowUs) + units * emissionUs));
  };
  return {
    judge(cost, nowUs) {
      owedAt(nowUs);
      const wait = owed + cost * emissionUs - wholeUs;
      const allowed = wait <= tolerance;
      return {
        allowed,
        remaining: Math.max(0, Math.floor((wholeUs - owed + tolerance) / emissionUs)),
        resetUs: Math.ceil(Math.max(0, owed - tolerance)),
        retryUs: allowed ? 0 : Math.max(1, Math.ceil(wait - tolerance)),
      };
    },
    take: (cost, nowUs) => add(cost, nowUs),
    giveBack: (cost, _takenUs, nowUs) => add(-cost, nowUs),
    used: (nowUs) => owedAt(nowUs) / emissionUs,
    // A bucket has no memory of when: what was taken earlier has partly come back.
    add: (units, earlierUs, nowUs) => add(Math.max(0, units - (nowUs - earlierUs) / emissionUs), nowUs),
    trim(units, nowUs) {
      owed = Math.min(owedAt(nowUs), units * emissionUs);
    },
    copyTo: (other, part, nowUs) => other.add((owedAt(nowUs) / emissionUs) * part, nowUs, nowUs),
    idleAtUs: () => atUs + owed,
  };
}
