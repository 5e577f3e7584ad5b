import { z } from 'zod';
import { Priority } from '../vocabulary.ts';

/** What the arena says of a patch; first that applies (arena.md §7). */
export const Verdict = z.enum([
  'inconclusive',
  'breaks',
  'not_fixed',
  'introduces',
  /** The flawed version stays, and no source of the project's own uses what is flawed in it any more. */
  'mitigated',
  'proven',
  'fixed',
  'fixed_untested',
]);
export type Verdict = z.infer<typeof Verdict>;

/** How strongly a run was shut in (arena.md §2). */
export const SandboxLevel = z.enum(['container', 'process', 'static']);
export type SandboxLevel = z.infer<typeof SandboxLevel>;

/** One step of a run, in one of its two trees. */
export const ArenaStep = z.strictObject({
  name: z.enum(['materialise', 'resolve', 'rescan', 'install', 'tests', 'proof', 'verdict', 'seal']),
  tree: z.enum(['vulnerable', 'patched', 'both']),
  state: z.enum(['passed', 'failed', 'skipped', 'could_not_run']),
  reason: z.string().optional(),
  exit_code: z.number().int().optional(),
  duration_ms: z.number().nonnegative(),
  log_digest: z.string().optional(),
  tools: z.record(z.string(), z.string()),
});
export type ArenaStep = z.infer<typeof ArenaStep>;

/** One vulnerable package of a tree, as the difference of two rescans names it. */
export const RescanEntry = z.strictObject({
  alias_group: z.string(),
  primary_id: z.string(),
  purl: z.string(),
  path: z.array(z.string()),
  priority: Priority,
});
export type RescanEntry = z.infer<typeof RescanEntry>;

/** What one index generation says of the tree before and after (arena.md §4). */
export const RescanDiff = z.strictObject({
  index_generation: z.string(),
  fixed: z.array(RescanEntry),
  introduced: z.array(RescanEntry),
  unchanged: z.array(RescanEntry),
  not_checked: z.array(z.strictObject({ what: z.string(), reason: z.string() })),
});
export type RescanDiff = z.infer<typeof RescanDiff>;

/** One run of the project's own tests. */
export const TestResult = z.strictObject({
  command: z.string(),
  exit_code: z.number().int().nullable(),
  total: z.number().int().optional(),
  passed: z.number().int().optional(),
  failed: z.number().int().optional(),
  skipped: z.number().int().optional(),
  errors: z.number().int().optional(),
  duration_ms: z.number().nonnegative(),
  cases_digest: z.string().optional(),
});
export type TestResult = z.infer<typeof TestResult>;

/** The tests before beside the tests after (arena.md §5). */
export const TestComparison = z.strictObject({
  result: z.enum(['equal', 'better', 'no_worse', 'flaky', 'regressed', 'untested']),
  reason: z.string().optional(),
  before: TestResult.optional(),
  after: TestResult.optional(),
  newly_failing: z.array(z.string()),
  flaky: z.array(z.string()),
});
export type TestComparison = z.infer<typeof TestComparison>;

/** What a two-phase proof showed (arena.md §6). */
export const ProofResult = z.strictObject({
  result: z.enum(['held', 'failed', 'not_reproduced', 'could_not_run', 'none']),
  proof_id: z.string().optional(),
  digest: z.string().optional(),
  phase1_reproduced: z.boolean().optional(),
  phase2_blocked: z.boolean().optional(),
  reason: z.string().optional(),
});
export type ProofResult = z.infer<typeof ProofResult>;

/** One term of the confidence, so that the sum can be made again (arena.md §7). */
export const ConfidenceTerm = z.strictObject({ term: z.string(), value: z.number() });
export type ConfidenceTerm = z.infer<typeof ConfidenceTerm>;

/** What a look at the project's own source says of the use of a flaw. */
const UseLook = z.strictObject({
  verdict: z.enum(['reachable', 'unreachable', 'not_decidable']),
  reason: z.string(),
});

/** Whether the project's own source uses what is flawed in a package, before and after a change of that source. */
export const FlawUse = z.strictObject({
  alias_group: z.string(),
  primary_id: z.string(),
  purl: z.string(),
  before: UseLook,
  after: UseLook,
});
export type FlawUse = z.infer<typeof FlawUse>;
