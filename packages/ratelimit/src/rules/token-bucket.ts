import type { RuleCell } from './cell.ts';

/** Room for rounding: a thousandth of a microsecond. */
const tolerance = 1e-3;

/**
 * The generic cell rate algorithm: one number, the time at which the bucket will be full again. `emissionUs` is the time
 * in which one token comes back. A clock that went back never finds the bucket emptier than empty.
 */
export function tokenBucketCell(capacity: number, emissionUs: number): RuleCell {
  const wholeUs = capacity * emissionUs;
  let fullAtUs = 0;
  const owedUs = (nowUs: number) => Math.min(wholeUs, Math.max(0, fullAtUs - nowUs));
  const add = (units: number, nowUs: number): void => {
    fullAtUs = nowUs + Math.min(wholeUs, Math.max(0, owedUs(nowUs) + units * emissionUs));
  };
  return {
    judge(cost, nowUs) {
      const owed = owedUs(nowUs);
      const wait = owed + cost * emissionUs - wholeUs;
      const allowed = wait <= tolerance;
      return {
        allowed,
        remaining: Math.max(0, Math.floor((wholeUs - owed + tolerance) / emissionUs)),
        resetUs: Math.ceil(owed),
        retryUs: allowed ? 0 : Math.max(1, Math.ceil(wait)),
      };
    },
    take: (cost, nowUs) => add(cost, nowUs),
    giveBack: (cost, _takenUs, nowUs) => add(-cost, nowUs),
    used: (nowUs) => owedUs(nowUs) / emissionUs,
    // A bucket has no memory of when: what was taken earlier has partly come back.
    add: (units, atUs, nowUs) => add(Math.max(0, units - (nowUs - atUs) / emissionUs), nowUs),
    trim(units, nowUs) {
      fullAtUs = nowUs + Math.min(owedUs(nowUs), units * emissionUs);
    },
    copyTo: (other, part, nowUs) => other.add((owedUs(nowUs) / emissionUs) * part, nowUs, nowUs),
    idleAtUs: () => fullAtUs,
  };
}
