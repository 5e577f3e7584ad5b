import { z } from 'zod';

/** The rungs of the remedy ladder, in the order in which they are tried (eureka.md §3). */
export const Rung = z.enum([
  'lock-bump',
  'direct-upgrade',
  'parent-upgrade',
  'override',
  'major-upgrade',
  'code-rule',
  'code-llm',
  'virtual-patch',
  'vex-not-affected',
  'manual-review',
]);
export type Rung = z.infer<typeof Rung>;

/** Why a rung was not taken (eureka.md §3). */
export const WhyNot = z.enum([
  'not-direct',
  'no-fixed-version',
  'range-excludes-fix',
  'blocked-by-parent',
  'needs-major',
  'peer-conflict',
  'engine-conflict',
  'introduces-vulnerability',
  'version-too-new',
  'version-yanked',
  'resolver-failed',
  'registry-unreachable',
  'package-manager-missing',
  'manifest-is-program',
  'lock-unparsed',
  'override-ignored',
  'pinned-by-override',
  'duplicate-major-remains',
  'no-rule',
  'rule-incomplete',
  'policy-forbids',
  'budget-exhausted',
  'arena-not-fixed',
  'arena-breaks',
  'arena-inconclusive',
  'not-public',
  'no-template',
  'reachable',
  'superseded',
]);
export type WhyNot = z.infer<typeof WhyNot>;

/** How far a version moves, by the scheme of its ecosystem. */
export const SemverStep = z.enum(['none', 'patch', 'minor', 'major', 'unknown']);
export type SemverStep = z.infer<typeof SemverStep>;

/** One rung that was looked at, and what came of it. */
export const RungAttempt = z.strictObject({
  rung: Rung,
  result: z.enum(['taken', 'not_taken']),
  why_not: WhyNot.optional(),
  /** One sentence that names the package which decides. */
  sentence: z.string(),
  /** What was tried, such as the versions of a parent. */
  evidence: z.array(z.string()),
  duration_ms: z.number().nonnegative(),
});
export type RungAttempt = z.infer<typeof RungAttempt>;
