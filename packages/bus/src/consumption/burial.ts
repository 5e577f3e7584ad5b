import type { DeadLetter } from '@maximus/contracts';
import { fail, ok, type Result } from '@maximus/kernel';
import type { Logger } from '@maximus/observability';
import type { SubscriberNeeds } from './subscriber.ts';

/** Pauses between tries to store a letter, in milliseconds. */
const storeDelaysMs = [200, 1_000, 5_000];

/** Stores dead letters, with some patience; a failure is what the store said last. A stop ends the patience. */
export function createBurial(
  needs: Pick<SubscriberNeeds, 'storeDeadLetter' | 'timers' | 'metrics'>,
  logger: Logger,
  stopping: AbortSignal,
): (letter: DeadLetter) => Promise<Result<undefined, unknown>> {
  return async (letter) => {
    let cause: unknown;
    for (const delayMs of [0, ...storeDelaysMs]) {
      if (delayMs > 0 && !(await needs.timers.wait(delayMs, stopping))) break;
      try {
        await needs.storeDeadLetter(letter);
        needs.metrics.dlq_messages_total.inc({ reason: letter.stage });
        logger.warn(
          { dead_letter: letter.id, event_id: letter.event_id, stage: letter.stage, code: letter.error.code },
          'an event became a dead letter',
        );
        return ok(undefined);
      } catch (error) {
        cause = error;
      }
    }
    return fail(cause);
  };
}
