import { defineMetrics, type Handles, type MetricRow } from '@maximus/observability';

const rows = {
  notification_attempts_total: {
    type: 'counter',
    help: 'Tries to send a notification.',
    labels: { kind: ['webhook', 'pagerduty', 'slack', 'email'], result: ['sent', 'failed', 'dead'] },
  },
} as const satisfies Record<string, MetricRow>;

/** What notifications measure of themselves. */
export const heraldMetrics = defineMetrics('herald', rows);

/** The handles of these metrics. */
export type HeraldMetrics = Handles<typeof rows>;
