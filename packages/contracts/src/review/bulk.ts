import { z } from 'zod';
import { idOf, Time } from '../wire/index.ts';
import { DecisionId } from './decision.ts';

/** Id of a bulk action. */
export const BulkId = idOf('blk');
export type BulkId = z.infer<typeof BulkId>;

/** What came of one item of a bulk action. */
export const BulkItemResult = z.strictObject({
  decision_id: z.string(),
  status: z.enum(['approved', 'rejected', 'vote_recorded', 'undone', 'would_apply', 'refused']),
  error: z.strictObject({ code: z.string(), message: z.string() }).optional(),
});
export type BulkItemResult = z.infer<typeof BulkItemResult>;

/** What came of a bulk action; a dry run has no id and nothing to undo. */
export const BulkResult = z.strictObject({
  bulk_id: BulkId.nullable(),
  dry_run: z.boolean(),
  results: z.array(BulkItemResult),
  undo_until: Time.nullable(),
});
export type BulkResult = z.infer<typeof BulkResult>;

/** One item of a bulk action: the version and content that were seen. */
export const BulkItem = z.strictObject({
  decision_id: DecisionId,
  version: z.number().int(),
  subject_digest: z.string().max(64),
});
export type BulkItem = z.infer<typeof BulkItem>;
