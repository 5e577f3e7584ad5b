import { defineMetrics } from '@maximus/observability';

/** What the bus counts (platform.md §4). */
export const busMetrics = defineMetrics('platform', {
  bus_published_total: {
    type: 'counter',
    help: 'Events handed to the bus by topic and outcome.',
    labels: ['topic', 'result'],
  },
  bus_handled_total: {
    type: 'counter',
    help: 'Events by what became of them in a consumer group: handled, retried, dead_letter or skipped.',
    labels: ['topic', 'group', 'result'],
  },
  bus_lag_seconds: {
    type: 'gauge',
    help: 'Age of the event that a consumer group took last, 0 once it has caught up.',
    labels: ['topic', 'group'],
  },
  bus_outbox_events: { type: 'gauge', help: 'Events that were committed and wait for the bus.' },
  dlq_messages_total: {
    type: 'counter',
    help: 'Dead letters stored, by the stage that failed.',
    labels: { reason: ['publish', 'decode', 'validate', 'handle'] },
  },
  dlq_waiting_count: {
    type: 'gauge',
    help: 'Dead letters that call for a replay or a decision, by state.',
    labels: { state: ['waiting', 'parked'] },
  },
  dlq_retries_total: {
    type: 'counter',
    help: 'Replays of dead letters by outcome.',
    labels: { result: ['replayed', 'failed'] },
  },
});
