import { z } from 'zod';
import { StateChange } from '../apv/index.ts';
import { Patch } from '../remediation/index.ts';
import {
  AcceptanceClaim,
  Attachment,
  BulkId,
  BulkItem,
  BulkResult,
  CommentRecord,
  DecisionId,
  DecisionRecord,
  DecisionState,
  NewAcceptance,
  PendingPatch,
  PolicyReason,
} from '../review/index.ts';
import { Priority, Severity } from '../vocabulary.ts';
import { pageOf, Time } from '../wire/index.ts';
import { defineEndpoint } from './endpoint.ts';

const tag = 'Review';
const reads = { role: 'viewer' } as const;
const decides = { role: 'reviewer', scopes: ['review'] } as const;
const byPatch = z.strictObject({ patch_id: z.string().max(64) });
const byDecision = z.strictObject({ decision_id: z.string().max(64) });
const count = z.number().int().nonnegative();
/** Id, name or e-mail of the one who acts; only the authenticated one is taken. */
const user = z.string().max(254).optional();
const comment = z.string().max(1_000).optional();
/** Where it was decided, as the client says; a token counts as `api` unless it says `cli`. */
const via = z.enum(['web', 'api', 'cli']).optional();

/** The sorts of the queue; each has an index. */
export const queueSorts = ['risk', 'created_at', 'sla'] as const;

/** What waits for people, most urgent first. */
export const listPendingPatches = defineEndpoint({
  id: 'listPendingPatches',
  method: 'GET',
  path: '/hitl/patches/pending',
  summary: 'The review queue, ordered by risk',
  tag,
  access: reads,
  joins: ['hitl'],
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(100).default(50),
    cursor: z.string().max(1_024).optional(),
    sort: z.enum(queueSorts).default('risk'),
    priority: Priority.optional(),
    severity: Severity.optional(),
    /** Id or slug. */
    project: z.string().max(128).optional(),
    /** Id of a user, or `none`. */
    assignee: z.string().max(64).optional(),
    sla: z.enum(['ok', 'at_risk', 'breached']).optional(),
    q: z.string().max(200).optional(),
    /** Snoozed ones instead of those that wait. */
    snoozed: z.stringbool().default(false),
  }),
  answers: {
    200: pageOf(PendingPatch).extend({
      counts: z.object({ priority: z.object({ critical: count, high: count, medium: count, low: count }) }),
      total: count,
    }),
  },
});

/** The newest decision of a patch. */
export const getPatchDecision = defineEndpoint({
  id: 'getPatchDecision',
  method: 'GET',
  path: '/hitl/patches/{patch_id}',
  summary: 'The newest decision about a patch',
  tag,
  access: reads,
  params: byPatch,
  answers: { 200: DecisionRecord },
});

/** A decision with all that it is decided on. */
export const DecisionDetail = DecisionRecord.extend({
  patch: Patch.optional(),
  /** Of acceptances and statements. */
  claim: AcceptanceClaim.optional(),
  history: z.array(StateChange),
  comments: z.array(CommentRecord),
  attachments: z.array(Attachment),
  /** What the policy says of this one and of the one who asks. */
  policy: z.object({
    id: z.string(),
    auto_approval: z.array(PolicyReason),
    you: z.object({ allowed: z.boolean(), reasons: z.array(PolicyReason) }),
  }),
});
export type DecisionDetail = z.infer<typeof DecisionDetail>;

export const getDecision = defineEndpoint({
  id: 'getDecision',
  method: 'GET',
  path: '/hitl/decisions/{decision_id}',
  summary: 'One decision with patch, evidence summary, history and comments',
  tag,
  access: reads,
  joins: ['hitl'],
  params: byDecision,
  answers: { 200: DecisionDetail },
});

export const listDecisions = defineEndpoint({
  id: 'listDecisions',
  method: 'GET',
  path: '/hitl/decisions',
  summary: 'Decisions of every state, newest first',
  tag,
  access: reads,
  joins: ['hitl'],
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(100).default(50),
    cursor: z.string().max(1_024).optional(),
    status: DecisionState.optional(),
    /** Id of the user who decided. */
    user: z.string().max(64).optional(),
    project: z.string().max(128).optional(),
    from: Time.optional(),
    to: Time.optional(),
    q: z.string().max(200).optional(),
  }),
  answers: { 200: pageOf(DecisionRecord) },
});

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

export const commentPatch = defineEndpoint({
  id: 'commentPatch',
  method: 'POST',
  path: '/hitl/patches/{patch_id}/comment',
  summary: 'Say something beside a decision; Markdown',
  tag,
  access: decides,
  params: byPatch,
  body: z.strictObject({ decision_id: DecisionId, comment: z.string().trim().min(1).max(4_000), user }),
  answers: { 200: z.object({ status: z.literal('commented'), comment_id: z.string(), comment: CommentRecord }) },
});

export const escalatePatch = defineEndpoint({
  id: 'escalatePatch',
  method: 'POST',
  path: '/hitl/patches/{patch_id}/escalate',
  summary: 'Hand a decision to those who may decide what was escalated',
  tag,
  access: decides,
  params: byPatch,
  body: z.strictObject({
    decision_id: DecisionId,
    reason: z.string().max(500).optional(),
    /** Whom it is assigned to. */
    to: z.string().max(64).optional(),
    user,
  }),
  answers: {
    200: z.object({
      status: z.literal('escalated'),
      decision_id: DecisionId,
      decision: DecisionState,
      record: DecisionRecord,
    }),
  },
});

export const cancelPatchDecision = defineEndpoint({
  id: 'cancelPatchDecision',
  method: 'POST',
  path: '/hitl/patches/{patch_id}/cancel',
  summary: 'Cancel a patch that waits, and its decision',
  tag,
  access: { role: 'operator', scopes: ['operate'] },
  params: byPatch,
  body: z.strictObject({ decision_id: DecisionId, reason: z.string().max(500).optional(), user }),
  answers: {
    200: z.object({
      status: z.literal('cancelled'),
      decision_id: DecisionId,
      decision: DecisionState,
      record: DecisionRecord,
    }),
  },
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

export const assignDecision = defineEndpoint({
  id: 'assignDecision',
  method: 'POST',
  path: '/hitl/decisions/{decision_id}/assign',
  summary: 'Name somebody for a decision; others may decide all the same',
  tag,
  access: decides,
  params: byDecision,
  body: z.strictObject({ assignee: z.string().max(64).nullable() }),
  answers: { 200: DecisionRecord },
});

export const snoozeDecision = defineEndpoint({
  id: 'snoozeDecision',
  method: 'POST',
  path: '/hitl/decisions/{decision_id}/snooze',
  summary: 'Put a decision away until a time or until something happens',
  tag,
  access: decides,
  params: byDecision,
  body: z
    .strictObject({
      until: Time.optional(),
      condition: z
        .string()
        .regex(/^(?:kev-added|priority-raised|new-release|ci-green|epss-over:(?:0(?:\.\d{1,6})?|1(?:\.0{1,6})?))$/)
        .optional(),
    })
    .refine(({ until, condition }) => (until === undefined) !== (condition === undefined), {
      message: 'give either a time or a condition',
    }),
  answers: { 200: DecisionRecord },
});

export const unsnoozeDecision = defineEndpoint({
  id: 'unsnoozeDecision',
  method: 'POST',
  path: '/hitl/decisions/{decision_id}/unsnooze',
  summary: 'Bring a decision back into the queue',
  tag,
  access: decides,
  params: byDecision,
  answers: { 200: DecisionRecord },
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

export const createDecision = defineEndpoint({
  id: 'createDecision',
  method: 'POST',
  path: '/hitl/admin/create-decision',
  summary: 'Open the decision of a patch whose event was lost; the same checks as on the event',
  tag,
  access: { role: 'admin', scopes: ['admin'] },
  body: z.strictObject({ patch_id: z.string().max(64) }),
  answers: { 201: DecisionRecord },
});

export const requestAcceptance = defineEndpoint({
  id: 'requestAcceptance',
  method: 'POST',
  path: '/hitl/acceptances',
  summary: 'Ask to accept a risk for a while, or to state that a flaw does not matter here; someone else approves',
  tag,
  access: { role: 'signed-in', scopes: ['review', 'operate'] },
  body: NewAcceptance,
  answers: { 201: DecisionRecord },
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
