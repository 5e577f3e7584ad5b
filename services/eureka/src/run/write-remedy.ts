import { defaultArenaLimits } from '@maximus/arena';
import type { RungAttempt, WhyNot } from '@maximus/contracts';
import { type PlannedRemedy, unifiedDiff, writeLock } from '@maximus/remediation';
import type { Parts } from '../parts.ts';
import { checkSafety } from '../planning/safety.ts';
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
  | { readonly state: 'unproven'; readonly attempt: RungAttempt }
  | { readonly state: 'failed'; readonly attempt: RungAttempt };

const inWords: ReadonlySet<WhyNot> = new Set(['package-manager-missing', 'manifest-is-program']);

/** Lets the package manager write the lock file of a plan, and checks that the change is what it says (eureka.md §5–§6). */
export async function writeRemedy(parts: Parts, project: OpenProject, remedy: PlannedRemedy): Promise<WrittenRemedy> {
  const { machine, clock } = parts;
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
    return { state: 'unproven', attempt: attempt('package-manager-missing', sentence) };
  }
  const { memoryBytes, processes, diskBytes, outputBytes, keptOutputBytes, resolveMs } = defaultArenaLimits;
  const written = await writeLock({
    remedy,
    project: project.files,
    sandbox: machine.sandbox,
    tools: machine.tools,
    access: machine.access,
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
    return { state: inWords.has(written.why_not) ? 'unproven' : 'failed', attempt: why };
  }
  const files = written.remedy.change?.files ?? [];
  const diff = unifiedDiff(files);
  const safety = checkSafety({ diff, edits: written.remedy.plan.edits, files });
  if (!safety.passed)
    return { state: 'failed', attempt: attempt('arena-breaks', `${safety.failure ?? 'It is not safe'}.`) };
  return { state: 'written', remedy: written.remedy, diff, warnings: safety.warnings };
}
