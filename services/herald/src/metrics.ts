import { NotifyKind } from '@maximus/contracts';
import { defineMetrics, type Handles, type MetricRow } from '@maximus/observability';

const rows = {
  delivery_attempts_total: {
    type: 'counter',
    help: 'Tries to send a notification.',
    labels: { channel_kind: [...NotifyKind.options], result: ['sent', 'failed', 'dead'] },
  },
  delivery_duration_seconds: {
    type: 'histogram',
    help: 'Time that one try took.',
    labels: { channel_kind: [...NotifyKind.options], result: ['sent', 'failed', 'dead'] },
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  },
} as const satisfies Record<string, MetricRow>;

/** What notifications measure of themselves. */
export const heraldMetrics = defineMetrics('herald', rows);

/** The handles of these metrics. */
export type HeraldMetrics = Handles<typeof rows>;
