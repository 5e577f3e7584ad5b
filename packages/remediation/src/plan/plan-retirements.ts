import { createHash } from 'node:crypto';
import type { RungAttempt, WhyNot } from '@maximus/contracts';
import { ok, type Result } from '@maximus/kernel';
import { packageManagerOf } from '../package-managers/registry.ts';
import type { Candidate, Retirement } from '../resolver/types.ts';
import type { PlanInput, PlannedRemedy } from './plan-remedies.ts';

/** One override of a manifest: the change that takes it out, or why it stays. */
export interface PlannedRetirement {
  /** As it stands: `overrides.a = 1.0.0`. */
  readonly rule: string;
  /** The package that it speaks of. */
  readonly package: string;
  /** SHA-256 in hex over lock file, rule and everyone who asks for the package: another question has another one. */
  readonly question: string;
  /** For a patch of kind `retire_override`: it has no targets, and is validated like any other. */
  readonly remedy?: PlannedRemedy;
  readonly kept?: { readonly why_not: WhyNot; readonly sentence: string };
}

const headLength = 4_096;

/**
 * Asks of every override in the manifests of a lock file whether it is still needed (eureka.md §5): it is not where the tree
 * without it has no finding that was not there, and nobody goes without what they ask for. Lock files without a model have no
 * overrides that could be judged.
 */
export async function planRetirements(
  input: Omit<PlanInput, 'findings'>,
): Promise<Result<readonly PlannedRetirement[]>> {
  const { project, lockFile, clock, budgetMs, policy, refused } = input;
  const text = await project.read(lockFile);
  if (!text.ok) return text;
  const manager = packageManagerOf(lockFile, text.value.slice(0, headLength));
  const open = await manager?.openModel?.(input);
  if (manager === undefined || open === undefined) return ok([]);
  if (!open.ok) return open;
  const deadline = clock.now() + budgetMs;
  const bounds = { policy, isSpent: () => clock.now() >= deadline, refused: refused ?? new Set<string>() };
  const startedAt = clock.now();
  const found = (await open.value.retire?.(bounds)) ?? [];
  const duration_ms = Math.max(0, clock.now() - startedAt);
  return ok(found.map((each) => plannedOf(each, { lock_file: lockFile, package_manager: manager.id }, duration_ms)));
}

function plannedOf(
  { rule, name, askedBy, outcome }: Retirement,
  about: { readonly lock_file: string; readonly package_manager: string },
  duration_ms: number,
): PlannedRetirement {
  const said = { rule, package: name, question: digest([about.lock_file, rule, ...askedBy].join('\0')) };
  if ('blockage' in outcome) {
    const { code, sentence } = outcome.blockage;
    return { ...said, kept: { why_not: code, sentence } };
  }
  const { candidate } = outcome;
  const sentence = `${rule} is not needed any more: ${saidOf(candidate)}`;
  const attempts: RungAttempt[] = [{ rung: 'override', result: 'taken', sentence, evidence: [], duration_ms }];
  const { fingerprint, files, expected, changes } = candidate;
  const edits = files
    .filter(({ before, after }) => before !== after)
    .map(({ file, kind, before, after }) => ({
      file,
      kind,
      before_digest: digest(before),
      after_digest: digest(after),
    }));
  const plan = {
    ...about,
    rung: 'override' as const,
    targets: [],
    package_changes: [...changes],
    edits,
    attempts,
    unresolved: [],
  };
  return { ...said, remedy: { plan, change: { fingerprint, files, expected } } };
}

function saidOf({ changes }: Candidate): string {
  return changes.length === 0
    ? 'everybody asks for what they have without it.'
    : `without it ${changes.length === 1 ? '1 package changes' : `${changes.length} packages change`}, and nothing known comes back.`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
