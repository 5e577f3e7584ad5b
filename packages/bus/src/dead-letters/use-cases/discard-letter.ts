import type { DeadLetter } from '@maximus/contracts';
import { errors } from '../../errors.ts';
import { reachedFrom } from '../states.ts';
import type { DeadLetterStore } from '../types.ts';
import { findLetter } from './find-letter.ts';

/** Sets a letter aside for good, with the reason. Throws `bus.dead_letter_not_found` and `bus.dead_letter_state`. */
export async function discardLetter(letters: DeadLetterStore, id: string, reason: string): Promise<DeadLetter> {
  const { state } = await findLetter(letters, id);
  const letter = await letters.mark(id, 'discarded', { from: reachedFrom.discarded, note: reason });
  if (letter === undefined) throw errors.dead_letter_state(`${id} is ${state} and cannot be discarded`, { id, state });
  return letter;
}
