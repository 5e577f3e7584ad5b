import {
  discardDeadLetter,
  getDeadLetter,
  listDeadLetters,
  replayDeadLetter,
  replayDeadLetters,
} from '@maximus/contracts';
import { acceptedAnswer, okAnswer, type Principal, type Route, route } from '@maximus/http';
import type { Clock } from '@maximus/kernel';
import type { DeadLetterStore } from './types.ts';
import { discardLetter } from './use-cases/discard-letter.ts';
import { findLetter } from './use-cases/find-letter.ts';
import { listLetters } from './use-cases/list-letters.ts';
import { replayLetter } from './use-cases/replay-letter.ts';
import { replayLetters } from './use-cases/replay-letters.ts';

/** What a person did with dead letters; the server writes it into the audit log. */
export interface DeadLetterAction {
  readonly action: 'dead_letter.replay' | 'dead_letter.replay_many' | 'dead_letter.discard';
  readonly principal: Principal;
  readonly correlationId: string;
  /** Absent where a filter was given. */
  readonly id?: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What the routes need. */
export interface DeadLetterRouteNeeds {
  readonly letters: DeadLetterStore;
  readonly clock: Clock;
  /** Has the replayer look now, in this process or the one where it runs. */
  wake(): void;
  /** Awaited before the answer: an action that cannot be recorded is not confirmed. */
  onAction?(action: DeadLetterAction): Promise<void>;
}

/** The endpoints of oraculo.md §9, `/api/oraculo/dlq…`. */
export function deadLetterRoutes({ letters, clock, wake, onAction }: DeadLetterRouteNeeds): readonly Route[] {
  return [
    route(listDeadLetters, async ({ query: { limit, cursor, sort, ...filter } }) =>
      okAnswer(await listLetters(letters, { filter, limit, cursor, sort })),
    ),
    route(getDeadLetter, async ({ params }) => okAnswer(await findLetter(letters, params.id))),
    route(replayDeadLetter, async ({ params: { id }, principal, correlationId }) => {
      const letter = await replayLetter(letters, clock, id);
      await onAction?.({
        action: 'dead_letter.replay',
        principal,
        correlationId,
        id,
        detail: { attempts: letter.attempts },
      });
      wake();
      return acceptedAnswer(letter);
    }),
    route(replayDeadLetters, async ({ body: { filter, limit }, principal, correlationId }) => {
      const outcome = await replayLetters(letters, clock, filter, limit);
      const detail = { filter, limit, queued: outcome.queued };
      await onAction?.({ action: 'dead_letter.replay_many', principal, correlationId, detail });
      wake();
      return acceptedAnswer(outcome);
    }),
    route(discardDeadLetter, async ({ params: { id }, body: { reason }, principal, correlationId }) => {
      const letter = await discardLetter(letters, id, reason);
      await onAction?.({ action: 'dead_letter.discard', principal, correlationId, id, detail: { reason } });
      return okAnswer(letter);
    }),
  ];
}
