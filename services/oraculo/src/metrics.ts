import { defineMetrics, type Handles, type MetricRow } from '@maximus/observability';

const rows = {
  match_duration_seconds: {
    type: 'histogram',
    help: 'Time from a change to its findings and APVs committed.',
    labels: { direction: ['project', 'advisory', 'estate'] },
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  },
  apv_detected_total: {
    type: 'counter',
    help: 'APVs that came into being.',
    labels: { priority: ['critical', 'high', 'medium', 'low'] },
  },
  scan_runs_total: {
    type: 'counter',
    help: 'Scans that ended.',
    labels: { result: ['succeeded', 'partial', 'failed', 'cancelled'] },
  },
  scan_duration_seconds: {
    type: 'histogram',
    help: 'Time that a scan took, without waiting.',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600],
  },
  index_records_count: { type: 'gauge', help: 'Records of the live advisory index.' },
  index_generation_count: { type: 'gauge', help: 'Generation of the live advisory index.' },
  feed_syncs_total: {
    type: 'counter',
    help: 'Syncs of feeds that ended.',
    labels: { feed: ['osv', 'kev', 'epss', 'local', 'osv-api'], result: ['ok', 'degraded', 'failed'] },
  },
  feed_duration_seconds: {
    type: 'histogram',
    help: 'Time that a sync of a feed took, without waiting.',
    labels: { feed: ['osv', 'kev', 'epss', 'local', 'osv-api'] },
    buckets: [0.1, 0.5, 1, 5, 15, 60, 300, 1_800],
  },
  feed_freshness_seconds: {
    type: 'gauge',
    help: 'Time since the last sync that succeeded, of each feed that is on and ever did.',
    labels: { feed: ['osv', 'kev', 'epss', 'local', 'osv-api'] },
  },
  feed_records_count: {
    type: 'gauge',
    help: 'Records of each feed that are in use.',
    labels: { feed: ['osv', 'kev', 'epss', 'local', 'osv-api'] },
  },
  drift_components_count: {
    type: 'gauge',
    help: 'Components of the last sample on which the two directions of matching disagreed; anything but 0 is a fault.',
  },
} as const satisfies Record<string, MetricRow>;

/** What Oráculo measures of itself (platform.md §4). */
export const oraculoMetrics = defineMetrics('oraculo', rows);

/** The handles of these metrics. */
export type OraculoMetrics = Handles<typeof rows>;
