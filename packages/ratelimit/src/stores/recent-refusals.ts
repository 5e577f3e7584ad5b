import type { Clock } from '@maximus/kernel';
import type { TakeAnswer, TakeRequest } from './types.ts';

/** Longest time that a refusal is repeated without asking: a reset by another process is seen after that. */
const maxRepeatMs = 1_000;
const maxKeys = 10_000;

/** Refusals that nothing but time can change, repeated from memory until that time has passed. */
export interface RecentRefusals {
  find(request: TakeRequest): TakeAnswer | undefined;
  note(request: TakeRequest, answer: TakeAnswer): void;
  forget(key: string): void;
}

interface Refusal {
  readonly asked: string;
  readonly answer: TakeAnswer;
  readonly atMs: number;
  readonly untilMs: number;
}

/** None yet; at most 10,000, the newest. */
export function recentRefusals(clock: Clock): RecentRefusals {
  const refusals = new Map<string, Refusal>();
  const question = ({ demands }: TakeRequest) => demands.map(({ field, cost }) => `${field}=${cost}`).join(' ');
  return {
    find(request) {
      if (!request.consume) return undefined;
      const refusal = refusals.get(request.key);
      if (refusal === undefined) return undefined;
      const nowMs = clock.now();
      if (nowMs >= refusal.untilMs) {
        refusals.delete(request.key);
        return undefined;
      }
      if (refusal.asked !== question(request)) return undefined;
      const passedUs = (nowMs - refusal.atMs) * 1_000;
      const verdicts = refusal.answer.verdicts.map((verdict) => ({
        ...verdict,
        resetUs: Math.max(0, verdict.resetUs - passedUs),
        retryUs: verdict.allowed ? 0 : Math.max(1, verdict.retryUs - passedUs),
      }));
      return { ...refusal.answer, verdicts, nowUs: refusal.answer.nowUs + passedUs, from: 'recent' };
    },
    note(request, answer) {
      if (answer.allowed || !request.consume) return;
      const waits = request.demands.flatMap(({ mode, rule }, at) => {
        const verdict = answer.verdicts[at];
        // The end of another request can free a place at any moment.
        const certain = mode === 'enforce' && rule.kind !== 'concurrency' && verdict?.allowed === false;
        return certain ? [verdict.retryUs / 1_000] : [];
      });
      const repeatMs = Math.min(maxRepeatMs, Math.max(0, ...waits));
      if (repeatMs <= 0) return;
      const atMs = clock.now();
      refusals.delete(request.key);
      refusals.set(request.key, { asked: question(request), answer, atMs, untilMs: atMs + repeatMs });
      const [oldest] = refusals.size > maxKeys ? refusals.keys() : [];
      if (oldest !== undefined) refusals.delete(oldest);
    },
    forget: (key) => void refusals.delete(key),
  };
}
