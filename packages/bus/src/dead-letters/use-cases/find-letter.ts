import type { DeadLetter } from '@maximus/contracts';
import { errors } from '../../errors.ts';
import type { DeadLetterStore } from '../types.ts';

/** One letter by its id. Throws `bus.dead_letter_not_found`. */
export async function findLetter(letters: DeadLetterStore, id: string): Promise<DeadLetter> {
  const letter = await letters.get(id);
  if (letter === undefined) throw errors.dead_letter_not_found(`there is no dead letter ${id}`, { id });
  return letter;
}
