import { z } from 'zod';
import { CommentRecord, DecisionId, DecisionRecord, DecisionState, NewAcceptance } from '../../review/index.ts';
import { Time } from '../../wire/index.ts';
import { defineEndpoint } from '../endpoint.ts';
import { byDecision, byPatch, decides, tag, user } from './fields.ts';

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
