import type { DeadLetterState } from '@maximus/contracts';

/**
 * From which states each state is reached (oraculo.md §9). `waiting` and `parked` also come from `replayed`, when the
 * replay fails; `discarded` is final.
 */
export const reachedFrom: Readonly<Record<DeadLetterState, readonly DeadLetterState[]>> = {
  waiting: ['waiting', 'parked', 'replayed'],
  replayed: ['waiting'],
  parked: ['waiting', 'replayed', 'parked'],
  discarded: ['waiting', 'parked'],
};

/** States in which a person may replay or discard a letter. */
export const openStates = ['waiting', 'parked'] as const satisfies readonly DeadLetterState[];
