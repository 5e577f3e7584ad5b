import { defineMetrics, type Handles, type MetricRow } from '@maximus/observability';

const priority = ['critical', 'high', 'medium', 'low'] as const;

const rows = {
  decision_outcomes_total: {
    type: 'counter',
    help: 'Decisions that were taken.',
    labels: {
      decision: ['approved', 'rejected', 'auto_approved', 'cancelled'],
      via: ['web', 'api', 'slack', 'cli', 'policy', 'system'],
    },
  },
  decision_duration_seconds: {
    type: 'histogram',
    help: 'Time from opening to decision by a person, without pauses.',
    buckets: [60, 300, 600, 900, 1_800, 3_600],
  },
  queue_pending_decisions: { type: 'gauge', help: 'Decisions that wait for people.', labels: { priority } },
  sla_breaches_total: { type: 'counter', help: 'First decisions that came too late.', labels: { priority } },
  prediction_agreement_ratio: {
    type: 'gauge',
    help: 'Share of decisions of the last 30 days in which prediction and arena agree.',
  },
  policy_auto_approval_ratio: {
    type: 'gauge',
    help: 'Share of approvals of the last 30 days that a policy gave by itself.',
  },
  decision_undos_total: { type: 'counter', help: 'Decisions that were taken back while they were held.' },
} as const satisfies Record<string, MetricRow>;

/** What review measures of itself (hitl.md §10); the age of the last checkpoint is the audit log's own. */
export const hitlMetrics = defineMetrics('hitl', rows);

/** The handles of these metrics. */
export type HitlMetrics = Handles<typeof rows>;
