import { z } from 'zod';
import { CheckState, Scope } from '../vocabulary.ts';
import { Time } from '../wire/index.ts';
import { ComponentId, OccurrenceId, ProjectId, SnapshotId } from './project.ts';

/** `partial` and `failed` snapshots never resolve a finding (apv.md §7.1). */
export const SnapshotStatus = z.enum(['importing', 'complete', 'partial', 'failed']);
export type SnapshotStatus = z.infer<typeof SnapshotStatus>;

/** One file of a snapshot. */
export const SnapshotFile = z.strictObject({
  path: z.string(),
  format: z.string(),
  status: z.enum(['parsed', 'partial', 'failed', 'unsupported', 'skipped']),
  error: z.strictObject({ code: z.string(), message: z.string() }).optional(),
  line: z.number().int().positive().optional(),
  component_count: z.number().int(),
});
export type SnapshotFile = z.infer<typeof SnapshotFile>;

/** What a project was made of at one time; immutable once complete (apv.md §3). */
export const Snapshot = z.strictObject({
  id: SnapshotId,
  project_id: ProjectId,
  commit: z.string().optional(),
  ref: z.string().optional(),
  taken_at: Time,
  /** SHA-256 over the content in canonical order: equal trees have equal digests. */
  source_digest: z.string(),
  tool: z.string(),
  status: SnapshotStatus,
  check_state: CheckState,
  files: z.array(SnapshotFile),
  component_count: z.number().int(),
  /** Digest under which nodes and edges are stored. */
  graph: z.strictObject({ digest: z.string() }),
  diff_from: SnapshotId.optional(),
  /** Components that came and went against the snapshot before. */
  added: z.number().int(),
  removed: z.number().int(),
});
export type Snapshot = z.infer<typeof Snapshot>;

/** One component of the estate: a canonical purl with version, stored once (apv.md §3). */
export const EstateComponent = z.strictObject({
  id: ComponentId,
  purl: z.string(),
  ecosystem: z.string(),
  name: z.string(),
  /** Absent where a manifest asks for it and no lock fixes it: then `requested` says what it asks for. */
  version: z.string().optional(),
  requested: z.string().optional(),
  licences: z.array(z.string()),
  digest: z.string().optional(),
  first_seen_at: Time,
  occurrence_count: z.number().int(),
});
export type EstateComponent = z.infer<typeof EstateComponent>;

/** Where a snapshot holds a component. */
export const Occurrence = z.strictObject({
  id: OccurrenceId,
  snapshot_id: SnapshotId,
  component_id: ComponentId,
  file: z.string(),
  scope: Scope,
  direct: z.boolean(),
  requested: z.string().optional(),
  override: z.string().optional(),
  line: z.number().int().positive().optional(),
});
export type Occurrence = z.infer<typeof Occurrence>;
