import { parseDuration } from '@maximus/kernel';
import * as z from 'zod';

const isoDate = z.iso.date();

/** One ignore rule as `maximus.yaml` writes it. */
export const IgnoreRuleConfig = z
  .strictObject({
    id: z.string().min(1).max(128).describe('Advisory id or any alias of it; case does not matter.'),
    package: z.string().optional().describe('Package name; absent means every package.'),
    ecosystem: z.string().optional().describe('OSV ecosystem; absent means every ecosystem.'),
    versions: z.string().optional().describe("Version range in the ecosystem's own language."),
    path: z.string().optional().describe('Glob over the file that locks the package.'),
    reason: z.string().min(3, 'say why in at least 3 characters').describe('Why it may be ignored. Required.'),
    owner: z.string().min(1).describe('Who answers for it. Required.'),
    until: isoDate.describe('Last day it holds (YYYY-MM-DD), at most 365 days ahead. Required.'),
  })
  .describe('A finding that may wait, with a reason, an owner and an end.');

/** The settings of a scan, as file, environment and flags write them. */
export const ScanConfig = z.strictObject({
  fail_on: z
    .enum(['low', 'medium', 'high', 'critical', 'kev', 'none'])
    .default('high')
    .describe('Lowest severity, or known exploitation, that makes the scan fail.'),
  fail_on_unknown: z.boolean().default(true).describe('Whether an unknown severity reaches the threshold.'),
  min_confidence: z
    .enum(['low', 'medium', 'high'])
    .default('low')
    .describe('Findings below it are counted as filtered.'),
  allow_incomplete: z.boolean().default(false).describe('Accept what could not be checked; it is listed all the same.'),
  max_db_age: z
    .string()
    .default('7d')
    .refine((text) => parseDuration(text) !== undefined, 'a duration such as "12h" or "7d"')
    .describe('Age of the advisory index past which a result is stale (duration).'),
  exposure: z
    .enum(['public', 'internal', 'unknown'])
    .default('unknown')
    .describe('Whether the project can be reached from the internet; unknown counts as public.'),
  reachability: z.boolean().default(true).describe('Search the sources for imports of affected packages.'),
  include: z.array(z.string()).default([]).describe('Globs of files to look at; empty means all.'),
  exclude: z.array(z.string()).default([]).describe('Globs of files and folders to leave out.'),
});
export type ScanConfig = z.infer<typeof ScanConfig>;
