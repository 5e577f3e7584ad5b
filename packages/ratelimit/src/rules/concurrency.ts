import type { RuleCell } from './cell.ts';

/** How long a place is held without a sign of life of its process. */
export const leaseUs = 30_000_000;

/** Places in use, each with the time at which it is free even if nobody says so. Taking one that is held renews it. */
export function concurrencyCell(limit: number): RuleCell {
  const leases = new Map<string, number>();
  const sweep = (nowUs: number): void => {
    for (const [lease, endsUs] of leases) {
      if (endsUs <= nowUs) leases.delete(lease);
      // A clock that went back must not hold a place for longer than a lease.
      else if (endsUs > nowUs + leaseUs) leases.set(lease, nowUs + leaseUs);
    }
  };
  return {
    judge(_cost, nowUs) {
      sweep(nowUs);
      const remaining = Math.max(0, limit - leases.size);
      return { allowed: remaining > 0, remaining, resetUs: 0, retryUs: 0 };
    },
    take(_cost, nowUs, lease) {
      if (lease !== undefined) leases.set(lease, nowUs + leaseUs);
    },
    giveBack(_cost, _takenUs, _nowUs, lease) {
      if (lease !== undefined) leases.delete(lease);
    },
    used(nowUs) {
      sweep(nowUs);
      return leases.size;
    },
    // Places have names; a number of them is nobody's.
    add: () => undefined,
    trim(units) {
      if (units === 0) leases.clear();
    },
    copyTo: () => undefined,
    idleAtUs: () => Math.max(0, ...leases.values()),
  };
}
