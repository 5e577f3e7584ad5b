import type { DeadLetterFilter } from '@maximus/contracts';
import type { Clock } from '@maximus/kernel';
import { openStates } from '../states.ts';
import type { DeadLetterStore, LetterPosition } from '../types.ts';

/** Letters looked at in one step. */
const step = 100;

/**
 * Makes the letters of a filter due now, oldest failure first, at most `limit`; answers how many and whether more match.
 * Without a state, those that wait and those that are parked are meant.
 */
export async function replayLetters(
  letters: DeadLetterStore,
  clock: Clock,
  filter: DeadLetterFilter,
  limit: number,
): Promise<{ queued: number; more: boolean }> {
  const nextRetryAt = new Date(clock.now()).toISOString();
  const states = filter.state === undefined ? openStates : openStates.filter((state) => state === filter.state);
  let queued = 0;
  for (const state of states) {
    let after: LetterPosition | undefined;
    for (;;) {
      const page = await letters.list({ ...filter, state, direction: 'asc', after, limit: step });
      for (const { id } of page.items) {
        if (queued === limit) return { queued, more: true };
        if ((await letters.mark(id, 'waiting', { from: [state], nextRetryAt })) !== undefined) queued += 1;
      }
      if (page.next === null) break;
      after = page.next;
    }
  }
  return { queued, more: false };
}
