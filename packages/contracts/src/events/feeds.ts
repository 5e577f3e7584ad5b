import { z } from 'zod';
import { Time } from '../wire/index.ts';
import { defineEvent } from './envelope.ts';

const topic = 'maximus.adaptive-immunity.events';

/** A feed was read; key: feed id. */
export const feedSynced = defineEvent(
  topic,
  'feed.synced',
  z.strictObject({
    feed_id: z.string(),
    records_total: z.number().int(),
    added: z.number().int(),
    changed: z.number().int(),
    withdrawn: z.number().int(),
    duration_ms: z.number().int(),
    generation: z.number().int().optional(),
  }),
);

/** A sync is getting on; at most one a second for each feed, for those who watch. Key: feed id. */
export const feedProgress = defineEvent(
  topic,
  'feed.progress',
  z.strictObject({
    feed_id: z.string(),
    phase: z.enum(['download', 'read', 'write']),
    done: z.number().int(),
    /** Bytes or records, as far as the source tells. */
    total: z.number().int().optional(),
    /** Per second. */
    rate: z.number().optional(),
  }),
);

/** A feed could not be read; the data at hand stay in use. Key: feed id. */
export const feedFailed = defineEvent(
  topic,
  'feed.failed',
  z.strictObject({
    feed_id: z.string(),
    code: z.string(),
    message: z.string(),
    errors_in_a_row: z.number().int(),
    last_success_at: Time.optional(),
  }),
);

/** A newer generation of the index is live; key: `index`. */
export const indexSwapped = defineEvent(
  topic,
  'index.swapped',
  z.strictObject({
    from_generation: z.number().int().optional(),
    generation: z.number().int(),
    built_at: Time,
    records: z.number().int(),
    changed: z.number().int(),
    digest: z.string(),
  }),
);

/** Advisories came, changed or went; at most 10,000 ids, then `truncated`. Key: `index`. */
export const advisoryChanged = defineEvent(
  topic,
  'advisory.changed',
  z.strictObject({
    advisory_ids: z.array(z.string()).max(10_000),
    total: z.number().int(),
    generation: z.number().int(),
    truncated: z.boolean(),
  }),
);
