import type { RuleCell } from './cell.ts';

/**
 * Slices of a window. A request counts until its whole slice has left the window: for the window and at most a thousandth
 * of it more. So no window ever holds more than the limit, and what is refused is refused by an exact log of a window that
 * is 0.1 % longer (docs/decisions/0009).
 */
export const slicesPerWindow = 1_000;

/** The limit over a window that slides, counted in slices; empty ones take no room. Times before `nowUs` may not go back. */
export function slidingWindowCell(limit: number, windowUs: number): RuleCell {
  const sliceUs = windowUs / slicesPerWindow;
  /** Sorted numbers of the slices in use, their counts beside them; what lies before `head` has left. */
  let slices: number[] = [];
  let counts: number[] = [];
  let head = 0;
  let sum = 0;
  const sliceOf = (atUs: number) => Math.floor(atUs / sliceUs);
  const leavesUs = (slice: number) => (slice + slicesPerWindow + 1) * sliceUs;

  const expire = (nowUs: number): void => {
    const oldest = sliceOf(nowUs) - slicesPerWindow;
    while (head < slices.length && (slices[head] ?? 0) < oldest) {
      sum -= counts[head] ?? 0;
      head += 1;
    }
    if (head > 64 && head * 2 > slices.length) {
      slices = slices.slice(head);
      counts = counts.slice(head);
      head = 0;
    }
  };
  const add = (units: number, atUs: number): void => {
    const slice = sliceOf(atUs);
    let at = slices.length;
    while (at > head && (slices[at - 1] ?? 0) > slice) at -= 1;
    if (at > head && slices[at - 1] === slice) counts[at - 1] = (counts[at - 1] ?? 0) + units;
    else {
      slices.splice(at, 0, slice);
      counts.splice(at, 0, units);
    }
    sum += units;
  };
  /** When enough has left for `cost` to pass. */
  const passesAtUs = (cost: number): number => {
    let left = sum;
    for (let at = head; at < slices.length; at += 1) {
      left -= counts[at] ?? 0;
      if (left + cost <= limit) return leavesUs(slices[at] ?? 0);
    }
    return 0;
  };
  return {
    judge(cost, nowUs) {
      expire(nowUs);
      const allowed = sum + cost <= limit;
      const oldest = slices[head];
      return {
        allowed,
        remaining: Math.max(0, limit - sum),
        resetUs: oldest === undefined ? 0 : Math.max(0, Math.ceil(leavesUs(oldest) - nowUs)),
        retryUs: allowed ? 0 : Math.max(1, Math.ceil(passesAtUs(cost) - nowUs)),
      };
    },
    take(cost, nowUs) {
      expire(nowUs);
      add(cost, nowUs);
    },
    giveBack(cost, takenUs, nowUs) {
      expire(nowUs);
      const at = slices.indexOf(sliceOf(takenUs), head);
      if (at < 0) return;
      const back = Math.min(cost, counts[at] ?? 0);
      counts[at] = (counts[at] ?? 0) - back;
      sum -= back;
    },
    used(nowUs) {
      expire(nowUs);
      return sum;
    },
    add(units, atUs, nowUs) {
      expire(nowUs);
      if (sliceOf(atUs) >= sliceOf(nowUs) - slicesPerWindow) add(units, atUs);
    },
    trim(units, nowUs) {
      expire(nowUs);
      for (let at = head; at < slices.length && sum > units; at += 1) {
        const back = Math.min(counts[at] ?? 0, sum - units);
        counts[at] = (counts[at] ?? 0) - back;
        sum -= back;
      }
    },
    copyTo(other, part, nowUs) {
      expire(nowUs);
      let whole = 0;
      let given = 0;
      for (let at = head; at < slices.length; at += 1) {
        whole += (counts[at] ?? 0) * part;
        // Rounded up over all of them, not each: the copy holds the part and never less.
        const units = Math.ceil(whole - 1e-9) - given;
        given += units;
        if (units > 0) other.add(units, (slices[at] ?? 0) * sliceUs, nowUs);
      }
    },
    idleAtUs: () => (head >= slices.length ? 0 : leavesUs(slices.at(-1) ?? 0)),
  };
}
