import { z } from 'zod';
import { CheckReason, CheckState } from '../vocabulary.ts';
import { idOf, Time } from '../wire/index.ts';

/** Id of a project. */
export const ProjectId = idOf('prj');
/** Id of a project, as a type. */
export type ProjectId = z.infer<typeof ProjectId>;
/** Id of a snapshot. */
export const SnapshotId = idOf('snp');
/** Id of a snapshot, as a type. */
export type SnapshotId = z.infer<typeof SnapshotId>;
/** Id of a component. */
export const ComponentId = idOf('cmp');
/** Id of a component, as a type. */
export type ComponentId = z.infer<typeof ComponentId>;
/** Id of an occurrence. */
export const OccurrenceId = idOf('occ');
/** Id of an occurrence, as a type. */
export type OccurrenceId = z.infer<typeof OccurrenceId>;
/** Id of a scan. */
export const ScanId = idOf('scn');
/** Id of a scan, as a type. */
export type ScanId = z.infer<typeof ScanId>;

/** Where a project's inventory comes from (oraculo.md §3). */
export const SourceKind = z.enum(['path', 'git', 'sbom', 'dependency_track', 'image', 'report']);
export type SourceKind = z.infer<typeof SourceKind>;

/** A project's source. `location` is a folder, a clone address without credentials, or free text for uploads. */
export const ProjectSource = z.strictObject({
  kind: SourceKind,
  location: z.string().max(2_048),
  /** Branch, tag or commit; the default branch where absent. */
  ref: z.string().max(255).optional(),
  /** Folder inside the source, with `/`. */
  subdirectory: z.string().max(1_024).optional(),
  /** Name of the secret that holds the credentials of a `git` source. */
  credential: z.string().max(128).optional(),
});
export type ProjectSource = z.infer<typeof ProjectSource>;

/** Whether a project can be reached from outside; `unknown` counts as public. */
export const Exposure = z.enum(['public', 'internal', 'unknown']);
export type Exposure = z.infer<typeof Exposure>;

/** How much depends on a project. */
export const Criticality = z.enum(['low', 'normal', 'high']);
export type Criticality = z.infer<typeof Criticality>;

/** Short name of a project in addresses: unique in the estate. */
export const Slug = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[a-z0-9][a-z0-9._-]*$/);

const labels = z.record(z.string().max(64), z.string().max(256));

/**
 * A name on one line, without what could hide or turn around what a page or a log shows: control characters, line and
 * paragraph separators, and the marks that set the direction of text (Unicode TR 36, §3.2).
 */
const plainName = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^[^\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u, 'one line of plain text');

/** What a caller may set of a project. */
const settable = {
  name: plainName(200),
  default_branch: z.string().max(255).optional(),
  team: plainName(128).or(z.literal('')).optional(),
  labels: labels.optional(),
  /** Names of services the project belongs to; its slug where absent. */
  services: z.array(plainName(128)).max(64).optional(),
  exposure: Exposure.optional(),
  criticality: Criticality.optional(),
  /** Seconds between periodic scans, 5 minutes to 30 days; the estate's period where absent. */
  scan_period_seconds: z.number().int().min(300).max(2_592_000).optional(),
  policy_id: z.string().max(64).optional(),
} as const;

/** Body of `POST /api/estate/projects`. */
export const NewProject = z.strictObject({ ...settable, slug: Slug.optional(), source: ProjectSource });
export type NewProject = z.infer<typeof NewProject>;

/** Body of `PATCH /api/estate/projects/{id}`; what is absent stays. */
export const ProjectPatch = z.strictObject({ ...settable, source: ProjectSource }).partial();
export type ProjectPatch = z.infer<typeof ProjectPatch>;

/** One project of the estate (apv.md §3). */
export const Project = z.strictObject({
  id: ProjectId,
  name: z.string(),
  slug: z.string(),
  source: ProjectSource,
  default_branch: z.string().optional(),
  team: z.string().optional(),
  labels,
  services: z.array(z.string()),
  exposure: Exposure,
  criticality: Criticality,
  scan_period_seconds: z.number().int().optional(),
  policy_id: z.string().optional(),
  archived: z.boolean(),
  last_snapshot_id: SnapshotId.optional(),
  last_scan_at: Time.optional(),
  next_scan_at: Time.optional(),
  check_state: CheckState,
  /** What keeps the check from being `ok`; absent where it is. */
  check_reason: CheckReason.optional(),
  component_count: z.number().int(),
  /** Findings by status, zeros left out. */
  finding_counts: z.record(z.string(), z.number().int()),
  version: z.number().int(),
  created_at: Time,
  updated_at: Time,
});
export type Project = z.infer<typeof Project>;
