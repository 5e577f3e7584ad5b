import { z } from 'zod';
import { MetricsSnapshot } from '../apv/index.ts';
import { defineEvent } from './envelope.ts';

const patches = 'maximus.adaptive-immunity.patches';
const events = 'maximus.adaptive-immunity.events';

const patchData = z.strictObject({
  patch: z.looseObject({ id: z.string() }),
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

const decisionData = z.looseObject({ decision: z.looseObject({ id: z.string() }) });

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
