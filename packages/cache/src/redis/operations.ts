import { fail, ok } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { meansAway, within } from './failures.ts';
import { keySlot } from './key-slot.ts';
import type { Lanes } from './lanes.ts';
import type { Link } from './link.ts';
import type { LocalValues } from './local-values.ts';
import { incrementScript, runScript } from './scripts.ts';
import type { RedisClient } from './types.ts';

/** The operations on keys. */
export type KeyOperations = Pick<RedisClient, 'get' | 'set' | 'delete' | 'mget' | 'exists' | 'incr' | 'eval'>;

/** Counters that the operations add to. */
export interface OperationCounts {
  hits: number;
  misses: number;
  sets: number;
  deletes: number;
}

/** What the operations need. */
export interface OperationNeeds {
  readonly lanes: Lanes;
  readonly values: LocalValues;
  readonly counts: OperationCounts;
  readonly keyPrefix: string;
  readonly commandTimeoutMs: number;
  /** Whether keys are grouped by hash slot. */
  readonly slotted: boolean;
  isUp(): boolean;
  noteFailure(error: unknown): void;
  /** The answer of Redis, or the local one when there is none within the command time-out. */
  ask<T>(remote: (link: Link) => Promise<T>, local: () => T): Promise<T>;
}

/** The operations on keys, each with its local stand-in. */
export function keyOperations(needs: OperationNeeds): KeyOperations {
  const { lanes, values, counts, keyPrefix, commandTimeoutMs, slotted, ask } = needs;
  /** What a write leaves behind of an earlier one that only local memory took. */
  const forget = (keys: readonly string[]): void => {
    if (values.size > 0) for (const key of keys) values.delete(key);
  };
  const count = (value: string | undefined): string | undefined => {
    if (value === undefined) counts.misses += 1;
    else counts.hits += 1;
    return value;
  };
  const named = (key: string) => keyPrefix + key;
  return {
    async get(name) {
      const key = named(name);
      return count(
        await ask(
          async (link) => (await link.get(key)) ?? undefined,
          () => values.get(key),
        ),
      );
    },
    async set(name, value, { ttlMs } = {}) {
      const key = named(name);
      counts.sets += 1;
      await ask(
        async (link) => {
          if (ttlMs === undefined) await link.set(key, value);
          else await link.set(key, value, 'PX', Math.max(1, Math.round(ttlMs)));
          forget([key]);
        },
        () => values.set(key, value, ttlMs),
      );
    },
    async delete(...names) {
      const keys = names.map(named);
      counts.deletes += keys.length;
      if (keys.length === 0) return 0;
      return await ask(
        async (link) => {
          const removed = await Promise.all(
            bySlot(slotted, keys).map((group) => link.del(...group.map(([key]) => key))),
          );
          forget(keys);
          return removed.reduce((sum, one) => sum + one, 0);
        },
        () => keys.filter((key) => values.delete(key)).length,
      );
    },
    async mget(names) {
      const keys = names.map(named);
      if (keys.length === 0) return [];
      const found = await ask(
        async (link) => {
          const answer = new Array<string | undefined>(keys.length).fill(undefined);
          const fill = async (group: readonly (readonly [string, number])[]): Promise<void> => {
            const part = await link.mget(...group.map(([key]) => key));
            for (const [nth, [, at]] of group.entries()) answer[at] = part[nth] ?? undefined;
          };
          await Promise.all(bySlot(slotted, keys).map(fill));
          return answer;
        },
        () => keys.map((key) => values.get(key)),
      );
      return found.map(count);
    },
    async exists(name) {
      const key = named(name);
      return await ask(
        async (link) => (await link.exists(key)) === 1,
        () => values.get(key) !== undefined,
      );
    },
    async incr(name, { by = 1, ttlMs } = {}) {
      const key = named(name);
      const args = [by, Math.round(ttlMs ?? 0)];
      return await ask(
        async (link) => {
          const sum = Number(await runScript(link, incrementScript, [key], args));
          forget([key]);
          return sum;
        },
        () => values.incr(key, by, ttlMs),
      );
    },
    async eval(script, names, args) {
      const keys = names.map(named);
      if (keys.length === 0 || new Set(keys.map(keySlot)).size > 1) {
        return fail(errors.keys_across_slots(`the keys of ${script.name} do not share one hash slot`));
      }
      const away = (cause?: unknown) => fail(errors.redis_away(`Redis is away; ${script.name} did not run`, {}, cause));
      if (!needs.isUp()) return away();
      try {
        return ok(
          await within(
            lanes.run((link) => runScript(link, script, keys, args)),
            commandTimeoutMs,
          ),
        );
      } catch (error) {
        needs.noteFailure(error);
        if (meansAway(error)) return away(error);
        return fail(errors.script_failed(`${script.name} failed`, {}, error));
      }
    },
  };
}

/** Keys with their places, in groups that one server can answer; one group where there are no slots. */
function bySlot(slotted: boolean, keys: readonly string[]): readonly (readonly (readonly [string, number])[])[] {
  const placed = keys.map((key, at) => [key, at] as const);
  if (!slotted) return [placed];
  return [...Map.groupBy(placed, ([key]) => keySlot(key)).values()];
}
