import { z } from 'zod';

/** The topics of the loop and how many partitions each has (apv.md §8). */
export const topics = {
  'maximus.adaptive-immunity.apv': 3,
  'maximus.adaptive-immunity.patches': 3,
  'maximus.adaptive-immunity.events': 3,
  'maximus.adaptive-immunity.metrics': 1,
  'maximus.adaptive-immunity.dlq': 1,
} as const;
/** One of the topics. */
export type Topic = keyof typeof topics;

/** What every event carries (apv.md §8); `data` is checked by the schema of its type. */
export const EventEnvelope = z.strictObject({
  /** Unique; consumers keep an inbox by it. */
  id: z.string().max(64),
  type: z.string().max(128),
  version: z.number().int().positive(),
  occurredAt: z.iso.datetime(),
  correlationId: z.string().max(128),
  /** Id of the event or request that caused it. */
  causationId: z.string().max(128).nullable(),
  data: z.record(z.string(), z.unknown()),
});
export type EventEnvelope = z.infer<typeof EventEnvelope>;

/** One kind of event: its name, the topic it goes to, its version and the schema of its data. */
export interface EventType<T extends string = string, D extends z.ZodType = z.ZodType> {
  readonly type: T;
  readonly topic: Topic;
  readonly version: number;
  readonly data: D;
}

/** Declares an event; the catalogue in `catalogue.ts` lists them all. */
export function defineEvent<const T extends string, D extends z.ZodType>(
  topic: Topic,
  type: T,
  data: D,
  version = 1,
): EventType<T, D> {
  return { type, topic, version, data };
}
