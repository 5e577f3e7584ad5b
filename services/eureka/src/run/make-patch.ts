import type { Rung, RungAttempt, Verdict, WhyNot } from '@maximus/contracts';
import type { PlannedRemedy } from '@maximus/remediation';
import { type NewPatch, patches } from '@maximus/storage';
import type { Parts } from '../parts.ts';
import { contentOf, newPatch, patchDigest, strategyOf, subjectOf } from '../patches/describe.ts';
import { countStep, takeStep } from '../patches/take-step.ts';
import type { Target } from '../planning/jobs-of-project.ts';
import type { AnyProject, OpenProject } from '../proving/project-place.ts';
import { rankOf } from '../proving/turns.ts';
import { generatePatch } from './generate-patch.ts';
import { validatePatch } from './validate-patch.ts';
import { writeRemedy } from './write-remedy.ts';

/** What became of one candidate. `again`: the next one may do, without this attempt. */
export type Made =
  | { readonly state: 'validated' | 'waits' | 'stopped'; readonly patchId: string }
  | { readonly state: 'again' | 'given-up'; readonly patchId: string; readonly attempt: RungAttempt }
  | { readonly state: 'held' };

const whyNot: Readonly<Record<string, WhyNot>> = {
  not_fixed: 'arena-not-fixed',
  introduces: 'introduces-vulnerability',
  breaks: 'arena-breaks',
  inconclusive: 'arena-inconclusive',
};

/** The word for a rung whose change the arena did not let pass. */
export function whyNotAfter(verdict: Verdict): WhyNot {
  return whyNot[verdict] ?? 'arena-inconclusive';
}

/** Rungs that write a text and change nothing. */
const drafting: ReadonlySet<Rung> = new Set(['code-rule', 'code-llm', 'virtual-patch', 'vex-not-affected']);

/** Makes one candidate a patch and brings it as far as it goes: planned, written by the real tool, proven. */
export async function makePatch(
  parts: Parts,
  project: OpenProject,
  remedy: PlannedRemedy,
  targets: readonly Target[],
  previous: string | null,
): Promise<Made> {
  const patch = newPatch(parts, project.place, remedy.plan, targets, previous);
  const begun = await beginPatch(parts, project, patch, 'a confirmed finding has a remedy');
  if (begun === undefined) return { state: 'held' };
  // One turn for both: what is written is proven before the next is begun.
  const rank = rankOf(Math.max(0, ...targets.map(({ finding }) => finding.priority)));
  return parts.turns.take(rank, project.signal, () => writeAndProve(parts, project, remedy, targets, begun));
}

async function writeAndProve(
  parts: Parts,
  project: OpenProject,
  remedy: PlannedRemedy,
  targets: readonly Target[],
  begun: string,
): Promise<Made> {
  const { correlationId } = project;
  const written = await writeRemedy(parts, project, remedy);
  project.progress();
  if (written.state !== 'written') {
    const { attempt } = written;
    if (written.state === 'unproven') {
      await handOver(parts, project, begun, written.remedy, targets, attempt.sentence);
      return { state: 'waits', patchId: begun };
    }
    await takeStep(parts, begun, { to: 'failed', reason: attempt.sentence, correlationId });
    return { state: written.state === 'differs' ? 'again' : 'given-up', patchId: begun, attempt };
  }
  const { plan } = written.remedy;
  await generatePatch(parts, project, begun, written, subjectOf(plan, targets));
  const validation = await validatePatch(parts, project, begun);
  if (validation.state === 'validated') return { state: 'validated', patchId: begun };
  if (validation.state === 'ended') return { state: 'stopped', patchId: begun };
  const attempt: RungAttempt = {
    rung: plan.rung,
    result: 'not_taken',
    why_not: whyNotAfter(validation.verdict),
    sentence: validation.reason.slice(0, 1_000),
    evidence: [],
    duration_ms: 0,
  };
  // What could not be judged here will not be judged with another version either.
  return { state: validation.verdict === 'inconclusive' ? 'given-up' : 'again', patchId: begun, attempt };
}

/** Begins a patch, and answers its UUID; `undefined` where a live one has exactly these findings, or this group. */
export async function beginPatch(
  parts: Parts,
  { correlationId }: Pick<AnyProject, 'correlationId'>,
  patch: NewPatch,
  reason: string,
): Promise<string | undefined> {
  const atMs = parts.clock.now();
  const planned = await parts.database.transaction((tx) =>
    patches.plan(tx, patch, { actor: 'eureka', reason, atMs, correlationId }),
  );
  for (const { rung, result, duration_ms } of patch.content.attempts) {
    parts.metrics.plan_attempts_total.inc({ rung, result });
    parts.metrics.plan_duration_seconds.observe({ rung }, duration_ms / 1_000);
  }
  if (!planned.ok) return undefined;
  countStep(parts, planned.value);
  return patch.id;
}

/** Turns a planned patch into a task for a person: what is known, and no diff (rung 10). */
async function handOver(
  parts: Parts,
  { correlationId, place }: AnyProject,
  patchId: string,
  { plan }: PlannedRemedy,
  targets: readonly Target[],
  reason = plan.attempts.at(-1)?.sentence ?? 'a person decides',
): Promise<void> {
  const content = contentOf(plan);
  const { from, to } = subjectOf(plan, targets);
  const rung = rungForPerson(plan.attempts);
  await takeStep(parts, patchId, {
    to: 'pending_review',
    reason,
    correlationId,
    set: {
      rung,
      strategy: strategyOf(rung),
      content,
      from_version: from,
      to_version: to,
      digest: patchDigest(place, content),
    },
  });
}

/** What a person is asked: to take up a text that was drafted, else to decide about everything that was learnt. */
function rungForPerson(attempts: readonly RungAttempt[]): Rung {
  const drafted = attempts.find(({ rung, result }) => result === 'taken' && drafting.has(rung));
  return drafted?.rung ?? 'manual-review';
}

/** A task for a person where no rung was taken, and its UUID; `undefined` where there is one already. */
export async function askPerson(
  parts: Parts,
  project: AnyProject,
  remedy: PlannedRemedy,
  targets: readonly Target[],
  attempts: readonly RungAttempt[],
  previous: string | null,
): Promise<string | undefined> {
  const task: PlannedRemedy = {
    plan: {
      ...remedy.plan,
      rung: rungForPerson(remedy.plan.attempts),
      edits: [],
      package_changes: [],
      attempts: [...remedy.plan.attempts, ...attempts],
    },
  };
  const patch = newPatch(parts, project.place, task.plan, targets, previous);
  const begun = await beginPatch(parts, project, patch, 'no rung of the ladder was taken');
  if (begun !== undefined) await handOver(parts, project, begun, task, targets);
  return begun;
}
