import { type Clock, steadyClock } from '@maximus/kernel';
import type { RuleCell, Verdict } from '../rules/cell.ts';
import { createCell } from '../rules/create-cell.ts';
import { boundedKeys } from './bounded-keys.ts';
import { type Demand, type LimitStore, settleVerdicts } from './types.ts';

/** What `memoryStore` may be given. */
export interface MemoryStoreOptions {
  /** 100,000 by default (platform.md §3). */
  readonly maxKeys?: number;
  /** Never steps. */
  readonly clock?: Clock;
}

type Cells = Map<string, RuleCell>;

/** The counters of one process. */
export function memoryStore({ maxKeys = 100_000, clock = steadyClock }: MemoryStoreOptions = {}): LimitStore {
  const keys = boundedKeys<Cells>(
    maxKeys,
    () => new Map(),
    (cells) => {
      let latest = 0;
      for (const cell of cells.values()) latest = Math.max(latest, cell.idleAtUs());
      return latest;
    },
  );
  const nowUs = () => Math.floor(clock.now() * 1_000);
  const cellOf = (cells: Cells, { field, rule }: Demand): RuleCell => {
    const known = cells.get(field);
    if (known !== undefined) return known;
    const cell = createCell(rule);
    cells.set(field, cell);
    return cell;
  };
  return {
    kind: 'memory',
    degraded: false,
    async take({ key, demands, consume }) {
      const now = nowUs();
      // Only looking makes no key: whoever asks about everybody must not fill the store.
      let cells = keys.find(key);
      let overflow = false;
      if (cells === undefined && consume) ({ value: cells, overflow } = keys.obtain(key, now));
      cells ??= new Map<string, RuleCell>();
      const verdicts: Verdict[] = [];
      for (const demand of demands) verdicts.push(cellOf(cells, demand).judge(demand.cost, now));
      const { allowed, counted } = settleVerdicts(verdicts, demands, consume);
      for (let at = 0; at < demands.length; at += 1) {
        const demand = demands[at];
        if (demand !== undefined && counted[at] === true) cellOf(cells, demand).take(demand.cost, now, demand.lease);
      }
      return { verdicts, allowed, counted, nowUs: now, degraded: false, from: overflow ? 'overflow' : 'store' };
    },
    async giveBack({ key, demands }, answer) {
      const now = nowUs();
      for (const [at, demand] of demands.entries()) {
        if (answer.counted[at] !== true) continue;
        const cells = answer.from === 'overflow' ? keys.overflow : keys.find(key);
        cells?.get(demand.field)?.giveBack(demand.cost, answer.nowUs, now, demand.lease);
      }
    },
    async release({ key, field, lease }) {
      // The place may have been given by the overflow; a name that a cell does not hold is no harm to it.
      for (const cells of [keys.find(key), keys.overflow]) cells?.get(field)?.giveBack(1, 0, nowUs(), lease);
    },
    async renew(held) {
      for (const { key, field, lease } of held) {
        (keys.find(key) ?? keys.overflow).get(field)?.take(1, nowUs(), lease);
      }
    },
    async reset(key, states) {
      const cells = keys.find(key);
      for (const { field } of states) cells?.get(field)?.trim(0, nowUs());
    },
    close: async () => undefined,
  };
}
