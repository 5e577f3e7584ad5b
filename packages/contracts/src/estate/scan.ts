import { z } from 'zod';
import { Severity } from '../vocabulary.ts';
import { Time } from '../wire/index.ts';
import { ProjectId, ScanId, SnapshotId } from './project.ts';

/** What asked for a scan. */
export const ScanTrigger = z.enum(['manual', 'periodic', 'upload', 'push', 'report', 'first_start']);
export type ScanTrigger = z.infer<typeof ScanTrigger>;

/** States of a scan; the last four are final. */
export const ScanState = z.enum(['queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled']);
export type ScanState = z.infer<typeof ScanState>;

/** An error of one item of a scan: the scan goes on. */
export const ScanError = z.strictObject({
  code: z.string(),
  message: z.string(),
  file: z.string().optional(),
  line: z.number().int().positive().optional(),
});
export type ScanError = z.infer<typeof ScanError>;

const count = z.number().int().nonnegative();

/** One scan with every counter of oraculo.md §5. */
export const Scan = z.strictObject({
  scan_id: ScanId,
  project_id: ProjectId.optional(),
  trigger: ScanTrigger,
  /** The least severity that was asked for; what is less is counted as `filtered`. */
  min_severity: Severity.optional(),
  state: ScanState,
  packages_scanned: count,
  /** Advisories that name a scanned package. */
  vulnerabilities_fetched: count,
  relevant_matches: count,
  /** Open findings less severe than `min_severity`: in no other counter, and none of them keeps a scan from passing. */
  filtered: count,
  apvs_generated: count,
  /** Events written with this scan. */
  published: count,
  failed: count,
  could_not_check: count,
  new: count,
  resolved: count,
  severity_breakdown: z.strictObject({ critical: count, high: count, medium: count, low: count, unknown: count }),
  /** Only those that answered. */
  sources_used: z.array(z.string()),
  /** True only when the check was complete and nothing reaches the threshold. */
  scan_passed: z.boolean().optional(),
  index_generation: z.number().int().optional(),
  snapshot_id: SnapshotId.optional(),
  queued_at: Time,
  started_at: Time.optional(),
  finished_at: Time.optional(),
  duration_ms: count.optional(),
  errors: z.array(ScanError),
});
export type Scan = z.infer<typeof Scan>;
