import type { DeadLetter } from '@maximus/contracts';
import type { Logger } from '@maximus/observability';
import type { Bus } from '../bus.ts';
import type { DeadLetterStore } from './types.ts';

const deadLetterTopic = 'maximus.adaptive-immunity.dlq';

/** Where dead letters go: into the store, which is what counts, and onto their topic, for whoever listens outside. */
export interface DeadLetterSink {
  /** Resolves once the letter is stored. */
  store(letter: DeadLetter): Promise<void>;
  /** Has letters announced on `maximus.adaptive-immunity.dlq`, keyed as the event was; the value is the plain letter. */
  announceOn(bus: Bus): void;
}

/** Makes a sink; give its `store` to the bus, then the bus to its `announceOn`. */
export function createDeadLetterSink(letters: Pick<DeadLetterStore, 'store'>, logger: Logger): DeadLetterSink {
  let bus: Bus | undefined;
  return {
    async store(letter) {
      await letters.store(letter);
      if (bus === undefined || letter.original_topic === deadLetterTopic) return;
      const message = {
        topic: deadLetterTopic,
        key: letter.original_key,
        envelope: JSON.stringify(letter),
        headers: {},
      } as const;
      bus.publish([message]).catch((error: unknown) => {
        // It is stored, listed and replayed all the same.
        logger.debug({ err: error, dead_letter: letter.id }, 'a dead letter could not be announced');
      });
    },
    announceOn(announcer) {
      bus = announcer;
    },
  };
}
