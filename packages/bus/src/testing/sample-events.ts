import type { Topic } from '@maximus/contracts';
import { newId, systemClock } from '@maximus/kernel';
import * as z from 'zod';
import type { BusMessage } from '../bus.ts';
import type { EventCatalogue } from '../consumption/decode-event.ts';

/** A topic with three partitions, for tests. */
export const sampleTopic: Topic = 'maximus.adaptive-immunity.events';

/** Knows events of the given types, version 2, with data `{n}`. */
export function sampleCatalogue(...types: readonly string[]): EventCatalogue {
  const data = z.strictObject({ n: z.number().int() }).loose();
  return new Map(types.map((type) => [type, { version: 2, data }]));
}

/** One event as a message. */
export function sampleMessage(
  type: string,
  key: string,
  n: number,
  changes: Readonly<Record<string, unknown>> = {},
): BusMessage {
  const event = {
    id: newId('evt', systemClock),
    type,
    version: 2,
    occurredAt: new Date(systemClock.now()).toISOString(),
    correlationId: `chain-${key}`,
    causationId: null,
    data: { n },
    ...changes,
  };
  return { topic: sampleTopic, key, envelope: JSON.stringify(event), headers: {} };
}
