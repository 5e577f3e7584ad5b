import { z } from 'zod';
import { BulkId, BulkItem, BulkResult, DecisionId, DecisionRecord, DecisionState } from '../../review/index.ts';
import { Time } from '../../wire/index.ts';
import { defineEndpoint } from '../endpoint.ts';
import { byDecision, byPatch, comment, count, decides, tag, user, via } from './fields.ts';

/** What a vote came to. */
export const VoteAnswer = z.object({
  status: z.enum(['approved', 'vote_recorded', 'rejected']),
  decision_id: DecisionId,
  decision: DecisionState,
  record: DecisionRecord,
  approvals: count,
  required_approvals: count,
  effect: z.string(),
  effect_at: Time.nullable(),
  reason: z.string().optional(),
});
export type VoteAnswer = z.infer<typeof VoteAnswer>;

export const approvePatch = defineEndpoint({
  id: 'approvePatch',
  method: 'POST',
  path: '/hitl/patches/{patch_id}/approve',
  summary: 'Approve a patch, or give one of the approvals it needs',
  tag,
  access: decides,
  params: byPatch,
  body: z.strictObject({
    decision_id: DecisionId,
    subject_digest: z.string().max(64).optional(),
    comment,
    /** Needed for what was not tested: the reviewer says to know it. */
    untested: z.boolean().optional(),
    /** Seconds until it takes effect, for tokens, whose decisions take effect at once unless asked. */
    undo_window_seconds: z.number().int().min(0).max(300).optional(),
    /** One person instead of two, with this reason; only where the policy has break-glass on. */
    break_glass: z.string().trim().min(1).max(500).optional(),
    user,
    via,
  }),
  answers: { 200: VoteAnswer },
});

export const rejectPatch = defineEndpoint({
  id: 'rejectPatch',
  method: 'POST',
  path: '/hitl/patches/{patch_id}/reject',
  summary: 'Reject a patch, with a reason',
  tag,
  access: decides,
  params: byPatch,
  body: z.strictObject({
    decision_id: DecisionId,
    reason: z.string().max(500).optional(),
    comment,
    subject_digest: z.string().max(64).optional(),
    undo_window_seconds: z.number().int().min(0).max(300).optional(),
    user,
    via,
  }),
  answers: { 200: VoteAnswer },
});

/** Approve or reject any decision by its id alone: acceptances have no patch. */
export const voteOnDecision = defineEndpoint({
  id: 'voteOnDecision',
  method: 'POST',
  path: '/hitl/decisions/{decision_id}/vote',
  summary: 'Approve or reject a decision of any kind',
  tag,
  access: decides,
  params: byDecision,
  body: z.strictObject({
    vote: z.enum(['approve', 'reject']),
    subject_digest: z.string().max(64).optional(),
    reason: z.string().max(500).optional(),
    comment,
    untested: z.boolean().optional(),
    undo_window_seconds: z.number().int().min(0).max(300).optional(),
    via,
  }),
  answers: { 200: VoteAnswer },
});

export const undoDecision = defineEndpoint({
  id: 'undoDecision',
  method: 'POST',
  path: '/hitl/decisions/{decision_id}/undo',
  summary: 'Take a decision back while it is held',
  tag,
  access: { role: 'signed-in', scopes: ['review', 'admin'] },
  params: byDecision,
  answers: { 200: z.object({ status: z.literal('undone'), decision: DecisionState, record: DecisionRecord }) },
});

export const bulkDecide = defineEndpoint({
  id: 'bulkDecide',
  method: 'POST',
  path: '/hitl/decisions/bulk',
  summary: 'Decide several at once, each for itself; critical ones are left out of approvals',
  tag,
  access: decides,
  body: z.strictObject({
    action: z.enum(['approve', 'reject']),
    items: z.array(BulkItem).min(1).max(100),
    reason: z.string().max(500).optional(),
    comment,
    untested: z.boolean().optional(),
    dry_run: z.boolean().default(false),
    undo_window_seconds: z.number().int().min(0).max(300).optional(),
  }),
  answers: { 200: BulkResult },
});

export const undoBulk = defineEndpoint({
  id: 'undoBulk',
  method: 'POST',
  path: '/hitl/bulk/{bulk_id}/undo',
  summary: 'Take every decision of a bulk action back that is still held',
  tag,
  access: { role: 'signed-in', scopes: ['review', 'admin'] },
  params: z.strictObject({ bulk_id: BulkId }),
  answers: { 200: BulkResult },
});
