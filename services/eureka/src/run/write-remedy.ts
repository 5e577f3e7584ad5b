import { defaultArenaLimits } from '@maximus/arena';
import type { RungAttempt, WhyNot } from '@maximus/contracts';
import { asUnproven, checkWritten, type PlannedRemedy, unifiedDiff, writeLock } from '@maximus/remediation';
import type { Parts } from '../parts.ts';
import { toolchainFor } from '../planning/toolchain.ts';
import type { OpenProject } from '../proving/project-place.ts';

/** What the real package manager made of a plan. */
export type WrittenRemedy =
  | {
      readonly state: 'written';
      readonly remedy: PlannedRemedy;
      readonly diff: string;
      readonly warnings: readonly string[];
    }
  /** The tool resolved it otherwise: the next candidate is tried. */
  | { readonly state: 'differs'; readonly attempt: RungAttempt }
  /** No tool can write it here: a proposal in words. */
  | { readonly state: 'unproven'; readonly remedy: PlannedRemedy; readonly attempt: RungAttempt }
  | { readonly state: 'failed'; readonly attempt: RungAttempt };

const writesNothing: ReadonlySet<WhyNot> = new Set(['package-manager-missing', 'manifest-is-program']);

/** Lets the package manager write the lock file of a plan, and checks that the change is what it says (eureka.md §5–§6). */
export async function writeRemedy(
  { machine, clock }: Pick<Parts, 'machine' | 'clock'>,
  project: Pick<OpenProject, 'files' | 'tree' | 'signal'>,
  remedy: PlannedRemedy,
): Promise<WrittenRemedy> {
  const { rung } = remedy.plan;
  const startedMs = clock.now();
  const attempt = (why_not: WhyNot, sentence: string, evidence: readonly string[] = []): RungAttempt => ({
    rung,
    result: 'not_taken',
    why_not,
    sentence: sentence.slice(0, 1_000),
    evidence: [...evidence],
    duration_ms: Math.max(0, clock.now() - startedMs),
  });
  if (machine.sandbox === undefined) {
    const sentence = `Nothing here can shut a package manager in: ${machine.support.missing.join('; ') || 'no sandbox'}.`;
    return inWords(remedy, attempt('package-manager-missing', sentence));
  }
  const { memoryBytes, processes, diskBytes, outputBytes, keptOutputBytes, resolveMs } = defaultArenaLimits;
  const { tools, access } = await toolchainFor(remedy.plan.package_manager, machine);
  const written = await writeLock({
    remedy,
    project: project.files,
    sandbox: machine.sandbox,
    tools,
    access,
    scratchFolder: machine.scratchFolder,
    limits: { timeoutMs: resolveMs, memoryBytes, processes, diskBytes, outputBytes, keptOutputBytes },
    signal: project.signal,
  });
  if (written.state === 'differs') {
    const sentence = `${remedy.plan.package_manager} resolved it to something else than planned.`;
    return { state: 'differs', attempt: attempt('resolver-failed', sentence, written.differences) };
  }
  if (written.state === 'not-written') {
    const why = attempt(written.why_not, written.sentence);
    return writesNothing.has(written.why_not) ? inWords(remedy, why) : { state: 'failed', attempt: why };
  }
  const diff = unifiedDiff(written.remedy.change?.files ?? []);
  const { passed, failures, warnings } = await checkWritten({
    remedy: written.remedy,
    project: project.files,
    folder: project.tree.folder,
    access,
  });
  if (!passed) return { state: 'failed', attempt: attempt('resolver-failed', failures.join(' ')) };
  return { state: 'written', remedy: written.remedy, diff, warnings };
}

function inWords(remedy: PlannedRemedy, attempt: RungAttempt): WrittenRemedy {
  const { why_not = 'package-manager-missing', sentence } = attempt;
  return { state: 'unproven', remedy: asUnproven(remedy, { why_not, sentence }), attempt };
}
