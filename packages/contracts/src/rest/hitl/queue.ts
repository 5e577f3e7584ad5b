import { z } from 'zod';
import { StateChange } from '../../apv/index.ts';
import { Patch } from '../../remediation/index.ts';
import {
  AcceptanceClaim,
  Attachment,
  CommentRecord,
  DecisionRecord,
  DecisionState,
  PendingPatch,
  PolicyReason,
} from '../../review/index.ts';
import { Priority, Severity } from '../../vocabulary.ts';
import { pageOf, Time } from '../../wire/index.ts';
import { defineEndpoint } from '../endpoint.ts';
import { byDecision, byPatch, count, reads, tag } from './fields.ts';

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
