import { parseDuration, parseSize } from '@maximus/kernel';
import * as z from 'zod';

const duration = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .refine((text) => parseDuration(text) !== undefined, 'a duration such as "30s" or "5m"');

const size = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .refine((text) => parseSize(text) !== undefined, 'a size such as "64MiB"');

/** Which forge a project lives on. */
export const ForgeKind = z.enum(['gitea', 'github', 'gitlab', 'local']);
export type ForgeKind = z.infer<typeof ForgeKind>;

/** How a patch leaves the house (eureka.md §8). */
export const DeliveryMode = z.enum(['pull_request', 'branch', 'merge', 'patch_file']);
export type DeliveryMode = z.infer<typeof DeliveryMode>;

/** The settings of delivery for one project; secrets are given apart from it (`ForgeSecrets`). */
export const ForgeConfig = z.strictObject({
  kind: ForgeKind.describe('Which forge the project lives on; local is git alone.'),
  origin: z
    .string()
    .min(1)
    .max(2048)
    .describe('Where the repository is: an absolute folder for local, otherwise an https address without credentials.'),
  project: z
    .string()
    .max(512)
    .default('')
    .describe(
      'Name of the project at the forge, such as `owner/name`; empty for local, or to take it from the origin.',
    ),
  api_url: z
    .string()
    .max(2048)
    .default('')
    .describe("Address of the forge's API; empty: the usual place on the host of the origin."),
  allow_http: z.boolean().default(false).describe('Allow addresses without TLS beyond this machine.'),
  default_branch: z.string().min(1).max(200).default('main').describe('Branch that patches are for.'),
  checkout: z
    .string()
    .max(4096)
    .default('')
    .describe("The project's own checkout, fast-forwarded after a local merge when it is clean; empty: none."),
  work_dir: z.string().min(1).describe('Folder for the bare clones of ours.'),
  branch_prefix: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/)
    .default('maximus')
    .describe('First part of the names of our branches.'),
  author_name: z.string().min(1).max(100).default('Maximus').describe('Author of the commits.'),
  author_email: z
    .email()
    .default('maximus@localhost.localdomain')
    .describe('Address of the author; also tells our branches from those of others.'),
  signing_key: z.string().max(4096).default('').describe('SSH private key that signs the commits; empty: unsigned.'),
  local_merge: z.boolean().default(false).describe('Allow mode `merge`: delivery.local_merge of the project.'),
  run_origin_hooks: z.boolean().default(false).describe('Run the hooks of a local origin when we push to it.'),
  draft: z.boolean().default(false).describe('Open pull requests as drafts.'),
  auto_merge: z
    .boolean()
    .default(false)
    .describe("Ask the forge's own auto-merge; its protection rules stay in force."),
  reviewers: z.array(z.string().max(100)).max(20).default([]).describe('Who is asked to review.'),
  assignees: z.array(z.string().max(100)).max(20).default([]).describe('Who a pull request is assigned to.'),
  git: z.string().min(1).default('git').describe('The git program.'),
  git_timeout: duration('5m').describe('Time for one git command (duration).'),
  max_repository: size('4GiB').describe('Size past which a clone is given up (size).'),
  max_patch: size('32MiB').describe('Size past which a diff is given up (size).'),
  request_timeout: duration('30s').describe('Time for one request to the forge (duration).'),
  max_wait: duration('1m').describe('Longest wait for a rate limit before the delivery is put off (duration).'),
  webhook_window: duration('10m').describe('Age past which a webhook is refused (duration).'),
});
export type ForgeConfig = z.infer<typeof ForgeConfig>;
/** The settings as they are written, before defaults. */
export type ForgeConfigInput = z.input<typeof ForgeConfig>;
