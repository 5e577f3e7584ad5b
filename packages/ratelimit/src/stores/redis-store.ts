import type { RedisClient } from '@maximus/cache';
import { type Clock, steadyClock } from '@maximus/kernel';
import type { Rule } from '../policy.ts';
import type { RuleCell } from '../rules/cell.ts';
import { adjustScript } from './adjust-script.ts';
import { boundedKeys } from './bounded-keys.ts';
import * as knowing from './field-knowledge.ts';
import { knownNodes } from './known-nodes.ts';
import { recentRefusals } from './recent-refusals.ts';
import { adjustArguments, takeArguments } from './rule-arguments.ts';
import { readTakeAnswer } from './take-answer.ts';
import { takeScript } from './take-script.ts';
import { type Demand, type LimitStore, settleVerdicts, type TakeAnswer, type TakeRequest } from './types.ts';

/** What `redisStore` is given. */
export interface RedisStoreOptions {
  readonly redis: RedisClient;
  /** How many partitions this process remembers for the time without Redis; 100,000 by default. */
  readonly maxKeys?: number;
  /** Never steps. Only differences of it count: the time of day is Redis'. */
  readonly clock?: Clock;
}

type Fields = Map<string, knowing.FieldKnowledge>;

/** A place's rule is known by its kind alone: all leases are of one length. */
const placeRule: Rule = { kind: 'concurrency', limit: 1 };

/** The counters that all processes share, with a warm local share of each limit while Redis is away. */
export async function redisStore(options: RedisStoreOptions): Promise<LimitStore> {
  const { redis, maxKeys = 100_000, clock = steadyClock } = options;
  const nodes = knownNodes(redis);
  const refusals = recentRefusals(clock);
  const known = boundedKeys<Fields>(
    maxKeys,
    () => new Map(),
    (fields) => Math.max(0, ...[...fields.values()].map(knowing.knowledgeIdleAtUs)),
  );
  const nowUs = () => Math.floor(clock.now() * 1_000);
  const fieldOf = (fields: Fields, { field, rule }: Demand): knowing.FieldKnowledge => {
    const found = fields.get(field);
    if (found !== undefined) return found;
    const made = knowing.newKnowledge(rule);
    fields.set(field, made);
    return made;
  };

  const decideLocally = ({ demands, consume }: TakeRequest, fields: Fields, overflow: boolean): TakeAnswer => {
    const now = nowUs();
    const states = demands.map((demand) => ({ demand, state: fieldOf(fields, demand) }));
    const verdicts = states.map(({ demand, state }) => knowing.judgeLocally(state, demand.cost, nodes.count, now));
    const { allowed, counted } = settleVerdicts(verdicts, demands, consume);
    for (const [at, { demand, state }] of states.entries()) {
      if (counted[at] === true) knowing.takeLocally(state, demand, nodes.count, now);
    }
    return { verdicts, allowed, counted, nowUs: now, degraded: true, from: overflow ? 'overflow' : 'store' };
  };

  const adjust = async (key: string, changes: readonly (readonly (string | number)[])[]): Promise<void> => {
    // When it fails, Redis is away and the local state, which was changed already, is what counts.
    if (changes.length > 0) await redis.eval(adjustScript, [hashKey(key)], [changes.length, ...changes.flat()]);
  };

  await nodes.beat();
  const stopWatching = redis.onState((state) => {
    if (state === 'up') void nodes.beat();
  });

  return {
    kind: 'redis',
    get degraded() {
      return redis.state === 'down';
    },
    async take(request) {
      const { key, demands, consume } = request;
      const recent = refusals.find(request);
      if (recent !== undefined) return recent;
      const { value: fields, overflow } = known.obtain(key, nowUs());
      // Keys without room share their knowledge: nothing of it may be told to Redis as that of one key.
      const own: Fields = overflow ? new Map() : fields;
      const states = demands.map((demand) => fieldOf(own, demand));
      // Told once: a second request on its way at the same time must not tell it again.
      const debts = states.map(takeDebt);
      const sentUs = nowUs();
      const args = states.flatMap((state, at) => {
        const demand = demands[at];
        return demand === undefined ? [] : takeArguments(demand, state, debts[at]?.used(sentUs) ?? 0, sentUs);
      });
      const reply = await redis.eval(takeScript, [hashKey(key)], [demands.length, consume ? 1 : 0, ...args]);
      const told = reply.ok ? readTakeAnswer(reply.value, demands.length) : undefined;
      if (told === undefined) {
        for (const [at, state] of states.entries()) restoreDebt(state, debts[at], nowUs());
        return decideLocally(request, fields, overflow);
      }
      const { answer } = told;
      for (const [at, state] of states.entries()) {
        const demand = demands[at];
        const after = told.states[at];
        if (demand === undefined || after === undefined) continue;
        const counted = answer.counted[at] === true;
        knowing.learn(state, after, counted ? demand.cost : 0, nowUs());
        if (counted && demand.lease !== undefined) state.held.add(demand.lease);
      }
      if (!overflow) refusals.note(request, answer);
      return answer;
    },
    async giveBack({ key, demands }, answer) {
      refusals.forget(key);
      const counted = demands.filter((_, at) => answer.counted[at] === true);
      const fields = answer.from === 'overflow' ? known.overflow : known.find(key);
      for (const demand of counted) {
        const state = fields?.get(demand.field);
        if (state === undefined) continue;
        if (demand.lease !== undefined) state.held.delete(demand.lease);
        // On our clock it was taken just now: a request gives back at once or never.
        knowing.forgetTake(state, demand.cost, answer.degraded ? answer.nowUs : (state.told?.atUs ?? 0), nowUs());
      }
      if (answer.degraded) return;
      await adjust(
        key,
        counted.map((demand) =>
          demand.lease === undefined
            ? adjustArguments('back', demand, demand.cost, answer.nowUs)
            : adjustArguments('drop', demand, demand.lease),
        ),
      );
    },
    async release({ key, field, lease }) {
      for (const fields of [known.find(key), known.overflow]) fields?.get(field)?.held.delete(lease);
      refusals.forget(key);
      await adjust(key, [adjustArguments('drop', { field, rule: placeRule }, lease)]);
    },
    async renew(held) {
      const changes = [...Map.groupBy(held, ({ key }) => key)].map(([key, places]) => {
        const keeps = places.map(({ field, lease }) => adjustArguments('keep', { field, rule: placeRule }, lease));
        return adjust(key, keeps);
      });
      await Promise.all(changes);
    },
    async reset(key, states) {
      refusals.forget(key);
      const fields = known.find(key);
      for (const { field } of states) fields?.delete(field);
      await adjust(
        key,
        states.map((state) => adjustArguments('zero', state)),
      );
    },
    async close() {
      stopWatching();
      await nodes.close();
    },
  };
}

function hashKey(key: string): string {
  return `ratelimit:{${key}}`;
}

function takeDebt(state: knowing.FieldKnowledge): RuleCell | undefined {
  const { debt } = state;
  state.debt = undefined;
  return debt;
}

/** Puts back what could not be told, beside what has come to it meanwhile. */
function restoreDebt(state: knowing.FieldKnowledge, debt: RuleCell | undefined, nowUs: number): void {
  if (debt === undefined) return;
  state.debt?.copyTo(debt, 1, nowUs);
  state.debt = debt;
}
