import type { RemedyTarget, RungAttempt } from '@maximus/contracts';
import type { CodeDraft, PlannedRemedy } from '@maximus/remediation';
import { llmCalls } from '@maximus/storage';
import type { Parts } from '../parts.ts';
import { withModel } from '../patches/describe.ts';
import type { Target } from '../planning/jobs-of-project.ts';
import type { OpenProject } from '../proving/project-place.ts';
import { type CodeMade, makeCodePatch } from './make-code-patch.ts';
import { askPerson } from './make-patch.ts';

/** What became of the change of code for a finding, and who drafted it. */
export type Tried = CodeMade & Pick<CodeDraft, 'llm'>;

/** Has the arena judge the changes of code that were drafted for findings which no version closes; by finding, what came of it. */
export async function proveDrafts(
  parts: Parts,
  project: OpenProject,
  remedy: PlannedRemedy,
  left: readonly Target[],
): Promise<ReadonlyMap<Target, Tried>> {
  const tried = new Map<Target, Tried>();
  for (const draft of remedy.drafts ?? []) {
    if (project.signal.aborted) break;
    const keys = new Set(draft.targets.map(keyOf));
    const targets = left.filter((each) => keys.has(keyOf(each.remedy)));
    if (targets.length === 0) continue;
    const made = await makeCodePatch(parts, project, remedy, draft, targets);
    for (const each of targets) tried.set(each, { ...made, ...(draft.llm !== undefined && { llm: draft.llm }) });
  }
  return tried;
}

/** A task for a person about findings that nothing closes, with what became of a change of code for them. */
export async function askAfterDraft(
  parts: Parts,
  project: OpenProject,
  remedy: PlannedRemedy,
  targets: readonly Target[],
  tried: Tried | undefined,
): Promise<void> {
  const previous = tried?.state === 'draft' ? tried.previous : null;
  const attempts = tried?.state === 'draft' ? withLearnt(remedy.plan.attempts, tried.attempt) : remedy.plan.attempts;
  const plan = withModel({ ...remedy.plan, attempts: [...attempts] }, tried?.llm);
  const asked = await askPerson(parts, project, { plan }, targets, [], previous);
  if (tried?.llm !== undefined && asked !== undefined)
    await llmCalls.attribute(parts.database, tried.llm.callId, asked);
}

/** What a rule wrote stays a draft beside the reason; what a language model wrote is proposed with proof or not at all (eureka.md §10). */
export function withLearnt(attempts: readonly RungAttempt[], learnt: RungAttempt): readonly RungAttempt[] {
  if (learnt.rung !== 'code-llm') return [...attempts, learnt];
  return attempts.map((each) => (each.rung === 'code-llm' ? learnt : each));
}

/** A finding of a plan. */
export function keyOf({ group_id, purl }: RemedyTarget): string {
  return `${group_id}\0${purl}`;
}
