import { chooseLevel } from '@maximus/arena';
import type { RungAttempt, WhyNot } from '@maximus/contracts';
import { type CodeDraft, checkCode, diffOfDraft, type PlannedRemedy, planOfDraft } from '@maximus/remediation';
import { llmCalls } from '@maximus/storage';
import type { Parts } from '../parts.ts';
import { newPatch, subjectOf, withModel } from '../patches/describe.ts';
import type { Target } from '../planning/jobs-of-project.ts';
import type { OpenProject } from '../proving/project-place.ts';
import { rankOf } from '../proving/turns.ts';
import { generatePatch } from './generate-patch.ts';
import { beginPatch, whyNotAfter } from './make-patch.ts';
import { validatePatch } from './validate-patch.ts';

/** What became of a change of code. `draft`: nothing shows that it helps, so that it stays a text for a person. */
export type CodeMade =
  | { readonly state: 'made' }
  | { readonly state: 'draft'; readonly attempt: RungAttempt; readonly previous: string | null };

/**
 * Makes a patch of a change of the project's own code and has the arena judge it (eureka.md §3, rungs 6 and 7). Where no code
 * may run here it makes none: without tests nothing shows that the changed code does what it did.
 */
export async function makeCodePatch(
  parts: Parts,
  project: OpenProject,
  remedy: PlannedRemedy,
  draft: CodeDraft,
  targets: readonly Target[],
): Promise<CodeMade> {
  const { rung } = draft;
  const left = (why_not: WhyNot, sentence: string, previous: string | null = null): CodeMade => {
    const said = { rung, result: 'not_taken', why_not, sentence: sentence.slice(0, 1_000) } as const;
    return { state: 'draft', attempt: { ...said, evidence: [], duration_ms: 0 }, previous };
  };
  const unproven = whyUnproven(parts, project.place.slug);
  if (unproven !== undefined) return left('arena-inconclusive', unproven);
  const { passed, failures, warnings } = await checkCode(draft, {
    project: project.files,
    folder: project.tree.folder,
    remedy,
  });
  if (!passed) return left('policy-forbids', failures.join(' '));
  const rank = rankOf(Math.max(0, ...targets.map(({ finding }) => finding.priority)));
  return parts.turns.take(rank, project.signal, async () => {
    const plan = withModel(planOfDraft(remedy.plan, draft), draft.llm);
    const patch = newPatch(parts, project.place, plan, targets, null);
    const begun = await beginPatch(parts, project, patch, 'no version helps, and a change of the code is drafted');
    if (begun === undefined) return { state: 'made' };
    if (draft.llm !== undefined) await llmCalls.attribute(parts.database, draft.llm.callId, begun);
    const change = { fingerprint: '', files: draft.files, expected: new Map<string, string>() };
    const said = [...warnings, `${rung} changes ${draft.files.map(({ file }) => file).join(', ')}`.slice(0, 500)];
    const written = { state: 'written', remedy: { plan, change }, diff: diffOfDraft(draft), warnings: said } as const;
    await generatePatch(parts, project, begun, written, subjectOf(plan, targets));
    const validation = await validatePatch(parts, project, begun);
    if (validation.state !== 'refused') return { state: 'made' };
    return left(whyNotAfter(validation.verdict), validation.reason, begun);
  });
}

/** Why the arena is not asked about a change of code here; `undefined` where it is. */
export function whyUnproven(
  { config: { arena }, machine: { support } }: Pick<Parts, 'config' | 'machine'>,
  slug: string,
): string | undefined {
  const draftStays = 'so that nothing can show that the changed code does what it did';
  if (arena.tests === 'off') return `The project's own tests are switched off, ${draftStays}.`;
  const consent = arena.consent || arena.consent_projects.includes(slug);
  const wish = { wanted: arena.level, allowProcess: arena.allow_process, consent, hasImage: false };
  const level = chooseLevel(wish, support);
  if (!level.ok) return `No code of the project may run here, ${draftStays}: ${level.error.message}.`;
  return level.value === 'static' ? `No code of the project may run here, ${draftStays}.` : undefined;
}
