import { z } from 'zod';
import { MetricsSnapshot } from '../apv/index.ts';
import { Patch } from '../remediation/index.ts';
import { CommentRecord, DecisionRecord, DecisionState, PendingPatch } from '../review/index.ts';
import { defineEvent } from './envelope.ts';

const patches = 'maximus.adaptive-immunity.patches';
const events = 'maximus.adaptive-immunity.events';

/** A patch as events carry it: with everything but its history and its diff. */
export const PatchInEvent = Patch.omit({ history: true });
export type PatchInEvent = z.infer<typeof PatchInEvent>;

const patchData = z.strictObject({
  patch: PatchInEvent,
  previous_status: z.string().nullable(),
  reason: z.string().optional(),
});

/** Every step of a patch (apv.md §7.3); key: patch id. */
export const patchEvents = (
  [
    'patch.planned',
    'patch.generated',
    'patch.failed',
    'patch.validation_started',
    'patch.validated',
    'patch.requeued',
    'patch.review_requested',
    'patch.approved',
    'patch.rejected',
    'patch.delivery_started',
    'patch.delivered',
    'patch.merged',
    'patch.verified',
    'patch.verification_failed',
    'patch.rolled_back',
    'patch.superseded',
    'patch.cancelled',
  ] as const
).map((type) => defineEvent(patches, type, patchData));

const decisionData = z.strictObject({
  decision: DecisionRecord,
  previous: DecisionState.optional(),
  reason: z.string().optional(),
  /** The row of the queue, with `decision.opened`. */
  pending_patch: PendingPatch.optional(),
  /** With `decision.commented`. */
  comment: CommentRecord.optional(),
});

/** Every step of a decision (apv.md §7.4); key: decision id. */
export const decisionEvents = (
  [
    'decision.opened',
    'decision.vote_recorded',
    'decision.decided',
    'decision.escalated',
    'decision.undone',
    'decision.released',
    'decision.cancelled',
    'decision.commented',
    // Assigned, put away or brought back; its clock at risk or past its end.
    'decision.updated',
    'decision.sla_at_risk',
    'decision.sla_breached',
  ] as const
).map((type) => defineEvent(events, type, decisionData));

/** What the other services tell on the events topic; key: id of what it is about. */
export const serviceEvents = (
  [
    'delivery.status_changed',
    'container.state_changed',
    'container.incident_opened',
    'container.incident_resolved',
    'image.inventoried',
    'bas.simulation_changed',
    'task.updated',
    'insight.chunk',
    'system.status_changed',
    'notification.failed',
  ] as const
).map((type) => defineEvent(events, type, z.looseObject({})));

/** How fast the loop turns, from time to time; key: `estate`. */
export const metricsSnapshot = defineEvent('maximus.adaptive-immunity.metrics', 'metrics.snapshot', MetricsSnapshot);
