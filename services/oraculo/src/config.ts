import { parseDuration, parseSize } from '@maximus/kernel';
import * as z from 'zod';
import { CompatibleConfig } from './compatible/compatible-config.ts';
import { FeedsConfig } from './feeds/feeds-config.ts';
import { CloneCredentials } from './sources/clone-credentials.ts';

const duration = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .refine((text) => parseDuration(text) !== undefined, 'a duration such as "30s" or "1h"');
const size = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .refine((text) => parseSize(text) !== undefined, 'a size such as "64MiB"');

/** How the server watches the estate. */
export const OraculoConfig = z.strictObject({
  scan: z
    .strictObject({
      period: duration('1h').describe('Time between two scans of a project that has no period of its own (duration).'),
      concurrency: z.number().int().min(1).max(64).default(2).describe('Scans at once in one process (count).'),
      fail_on: z
        .enum(['low', 'medium', 'high', 'critical', 'none'])
        .default('high')
        .describe('Lowest severity with which a scan does not pass.'),
      fail_on_unknown: z.boolean().default(true).describe('Whether an unknown severity reaches the threshold.'),
      max_time: duration('10m').describe('Longest time to read one project (duration).'),
      keep_snapshots: z.number().int().min(1).max(10_000).default(30).describe('Snapshots kept per project (count).'),
    })
    .prefault({}),
  source: z
    .strictObject({
      roots: z.array(z.string()).default([]).describe('Folders below which `path` projects may lie; empty means none.'),
      git_schemes: z
        .array(z.enum(['https', 'ssh', 'http', 'file']))
        .default(['https', 'ssh'])
        .describe('Schemes of clone addresses that are allowed.'),
      allow_private_addresses: z
        .boolean()
        .default(false)
        .describe('Whether clone addresses may resolve to loopback, link-local or private networks.'),
      credentials: CloneCredentials.default({}).describe(
        'What private repositories are cloned with, by name: host (the only one that is given it), username, token_file for https, ssh_key_file and known_hosts_file for ssh.',
      ),
      max_clone_size: size('2GiB').describe('Largest clone on disk (size).'),
      clone_timeout: duration('5m').describe('Longest time for one clone (duration).'),
    })
    .prefault({}),
  index: z
    .strictObject({
      watch_period: duration('1s').describe(
        'How often to look for a newer generation of the advisory index (duration).',
      ),
      max_age: duration('7d').describe('Age of a source past which results are stale (duration).'),
    })
    .prefault({}),
  matching: z
    .strictObject({
      chunk_findings: z
        .number()
        .int()
        .min(100)
        .max(1_000_000)
        .default(20_000)
        .describe('Findings written in one transaction when an advisory touches many projects (count).'),
    })
    .prefault({}),
  feeds: FeedsConfig.prefault({}),
  ...CompatibleConfig.shape,
  test: z
    .strictObject({
      endpoints: z.boolean().default(false).describe('Offer /api/test; refused with environment=production.'),
    })
    .prefault({}),
});
export type OraculoConfig = z.infer<typeof OraculoConfig>;
