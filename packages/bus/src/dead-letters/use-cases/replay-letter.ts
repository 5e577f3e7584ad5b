import type { DeadLetter } from '@maximus/contracts';
import type { Clock } from '@maximus/kernel';
import { errors } from '../../errors.ts';
import { openStates } from '../states.ts';
import type { DeadLetterStore } from '../types.ts';
import { findLetter } from './find-letter.ts';

/**
 * Makes one letter due now; the replayer gives it to its topic, after the earlier ones of its key. Throws
 * `bus.dead_letter_not_found` and `bus.dead_letter_state`.
 */
export async function replayLetter(letters: DeadLetterStore, clock: Clock, id: string): Promise<DeadLetter> {
  const { state } = await findLetter(letters, id);
  const nextRetryAt = new Date(clock.now()).toISOString();
  const letter = await letters.mark(id, 'waiting', { from: openStates, nextRetryAt });
  if (letter === undefined) throw errors.dead_letter_state(`${id} is ${state} and cannot be replayed`, { id, state });
  return letter;
}
