import { z } from 'zod';
import { DeadLetter, DeadLetterId, DeadLetterStage, DeadLetterState } from '../events/dead-letter.ts';
import { topics } from '../events/envelope.ts';
import { listQuery, pageOf } from '../wire/list.ts';
import { defineEndpoint } from './endpoint.ts';

const topicNames = Object.keys(topics) as [keyof typeof topics, ...(keyof typeof topics)[]];
const tag = 'dead-letters';
const params = z.strictObject({ id: DeadLetterId });

/** Which dead letters are meant; fields are joined by "and". */
export const DeadLetterFilter = z.strictObject({
  state: DeadLetterState.optional(),
  stage: DeadLetterStage.optional(),
  topic: z.enum(topicNames).optional(),
  group: z.string().max(128).optional(),
  event_type: z.string().max(128).optional(),
  error_code: z.string().max(128).optional(),
});
export type DeadLetterFilter = z.infer<typeof DeadLetterFilter>;

/** How many dead letters there are per state, and whether that calls for somebody (oraculo.md §9). */
export const DeadLetterCounts = z.object({
  waiting: z.number().int(),
  replayed: z.number().int(),
  discarded: z.number().int(),
  parked: z.number().int(),
  /** At least 10 wait, or any is parked. */
  alert: z.boolean(),
});
export type DeadLetterCounts = z.infer<typeof DeadLetterCounts>;

/** A dead letter as the list shows it: without its event, which may be 1 MiB. */
export const DeadLetterSummary = DeadLetter.omit({ original_event: true });
export type DeadLetterSummary = z.infer<typeof DeadLetterSummary>;

/** GET `/api/oraculo/dlq`: the last failure first unless a sort says otherwise. */
export const listDeadLetters = defineEndpoint({
  id: 'listDeadLetters',
  method: 'GET',
  path: '/api/oraculo/dlq',
  summary: 'Events that could not be handled',
  tag,
  access: { role: 'operator' },
  query: listQuery(['last_failed_at']).extend(DeadLetterFilter.shape),
  answers: { 200: pageOf(DeadLetterSummary).extend({ counts: DeadLetterCounts }) },
});

/** GET `/api/oraculo/dlq/{id}`. */
export const getDeadLetter = defineEndpoint({
  id: 'getDeadLetter',
  method: 'GET',
  path: '/api/oraculo/dlq/{id}',
  summary: 'One dead letter with its event',
  tag,
  access: { role: 'operator' },
  params,
  answers: { 200: DeadLetter },
});

/** POST `/api/oraculo/dlq/{id}/replay`: 202, for the outcome of the handling comes later. */
export const replayDeadLetter = defineEndpoint({
  id: 'replayDeadLetter',
  method: 'POST',
  path: '/api/oraculo/dlq/{id}/replay',
  summary: 'Give one dead letter to its topic again',
  tag,
  access: { role: 'operator' },
  params,
  answers: { 202: DeadLetter },
});

/** POST `/api/oraculo/dlq/replay`: in the order in which they failed, at most `limit`. */
export const replayDeadLetters = defineEndpoint({
  id: 'replayDeadLetters',
  method: 'POST',
  path: '/api/oraculo/dlq/replay',
  summary: 'Give the dead letters of a filter to their topics again',
  tag,
  access: { role: 'operator' },
  body: z.strictObject({
    filter: DeadLetterFilter.extend({ state: z.enum(['waiting', 'parked']).optional() }),
    limit: z.number().int().min(1).max(1_000).default(100),
  }),
  answers: {
    202: z.object({
      /** Letters that are given to their topics now. */
      queued: z.number().int(),
      /** Whether more match the filter. */
      more: z.boolean(),
    }),
  },
});

/** POST `/api/oraculo/dlq/{id}/discard`: it is kept with its reason and never replayed. */
export const discardDeadLetter = defineEndpoint({
  id: 'discardDeadLetter',
  method: 'POST',
  path: '/api/oraculo/dlq/{id}/discard',
  summary: 'Set a dead letter aside for good',
  tag,
  access: { role: 'operator' },
  params,
  body: z.strictObject({ reason: z.string().trim().min(3).max(1_000) }),
  answers: { 200: DeadLetter },
});
