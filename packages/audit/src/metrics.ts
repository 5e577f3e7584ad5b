import { defineMetrics, type MetricRow } from '@maximus/observability';

const rows = {
  audit_checkpoint_age_seconds: {
    type: 'gauge',
    help: 'Age of the newest signed state of the audit log while there are newer entries; 0 when all are signed.',
  },
} as const satisfies Record<string, MetricRow>;

/** What the audit log measures of itself (hitl.md §10). */
export const auditMetrics = defineMetrics('hitl', rows);
