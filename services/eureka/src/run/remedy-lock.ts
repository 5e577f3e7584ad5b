import type { RungAttempt } from '@maximus/contracts';
import { unwrap } from '@maximus/kernel';
import { type OpenedSources, type PlanInput, type PlannedRemedy, planRemedies, sourcesIn } from '@maximus/remediation';
import { queueOf, urgentJobs } from '../jobs.ts';
import type { Parts } from '../parts.ts';
import type { LockJob, Target } from '../planning/jobs-of-project.ts';
import { policyOf } from '../planning/policy.ts';
import { metadataOf } from '../planning/toolchain.ts';
import type { OpenProject } from '../proving/project-place.ts';
import { whyUnproven } from './make-code-patch.ts';
import { askPerson, makePatch } from './make-patch.ts';
import { orAborted } from './or-aborted.ts';
import { askAfterDraft, keyOf, proveDrafts } from './prove-drafts.ts';

/** Plans for some findings of one lock file, without what was refused. */
export type PlanAgain = (targets: readonly Target[], refused: ReadonlySet<string>) => Promise<readonly PlannedRemedy[]>;

/** Opens the planning of one lock file; a registry is asked the same thing once, and left when the signal is aborted. */
export async function plannerOf(
  parts: Parts,
  project: Pick<OpenProject, 'files' | 'live'> & Partial<Pick<OpenProject, 'place' | 'signal'>>,
  lockFile: string,
  options: {
    readonly budgetMs: number;
    readonly rungs?: readonly string[] | undefined;
    readonly surroundings?: NonNullable<PlanInput['surroundings']>;
    /** Whether a language model may be asked, which costs; a look at what would be done asks none. */
    readonly mayDraft?: boolean;
    /** Sources of the same run. */
    readonly opened?: OpenedSources;
  },
): Promise<PlanAgain> {
  const { signal } = project;
  const registry = await orAborted(signal, metadataOf(project.files, lockFile, parts.machine, options.opened));
  const endsMs = parts.clock.now() + options.budgetMs;
  const sources = sourcesIn(project.files.root, parts.clock);
  const asks = options.mayDraft === true ? parts.drafter : undefined;
  const drafter = asks && { ...asks, unproven: whyUnproven(parts, project.place?.slug ?? '') };
  return async (targets, refused) =>
    unwrap(
      await orAborted(
        signal,
        planRemedies({
          project: project.files,
          lockFile,
          findings: targets.map(({ remedy }) => remedy),
          matcher: project.live.matcher,
          registry,
          policy: policyOf(parts.config, options.rungs),
          clock: parts.clock,
          budgetMs: Math.max(0, endsMs - parts.clock.now()),
          refused,
          sources,
          ...(drafter !== undefined && { drafter }),
          ...(options.surroundings && { surroundings: options.surroundings }),
        }),
      ),
    );
}

/**
 * Remedies the findings of one lock file: one patch for each change, and a task for a person where no rung reaches. Answers
 * false where it stopped between two changes, because a delivery or a look after a merge waits for the project.
 */
export async function remedyLock(
  parts: Parts,
  project: OpenProject,
  job: LockJob & { readonly lockFile: string },
  plan: PlanAgain,
): Promise<boolean> {
  const queue = queueOf(project.place.projectId);
  let isFirst = true;
  for (const remedy of await plan(job.targets, new Set())) {
    if (project.signal.aborted) return true;
    // The first is made in any case, so that every run brings the project on.
    if (!isFirst && (await parts.jobs.isWaiting(queue, urgentJobs))) return false;
    isFirst = false;
    const stuck = new Set(remedy.plan.unresolved.map(({ target }) => keyOf(target)));
    const all = job.targets.filter((each) =>
      remedy.plan.targets.some((target) => keyOf(target) === keyOf(each.remedy)),
    );
    const left = job.targets.filter((each) => stuck.has(keyOf(each.remedy)));
    const reached = all.filter((each) => !stuck.has(keyOf(each.remedy)));
    if (remedy.change !== undefined && reached.length > 0) await tryCandidates(parts, project, remedy, reached, plan);
    const tried = await proveDrafts(parts, project, remedy, left);
    const open = left.filter((each) => tried.get(each)?.state !== 'made');
    for (const [, targets] of Map.groupBy(open, ({ finding }) => finding.purl)) {
      if (project.signal.aborted) return true;
      const why = remedy.plan.unresolved.find(({ target }) =>
        targets.some((each) => keyOf(each.remedy) === keyOf(target)),
      );
      const attempts = why?.attempts ?? remedy.plan.attempts;
      const [of] = targets.flatMap((each) => tried.get(each) ?? []);
      await askAfterDraft(parts, project, { plan: { ...remedy.plan, attempts } }, targets, of);
    }
  }
  return true;
}

/** One candidate after the other, until one is proven, a person is asked, or they are used up. */
async function tryCandidates(
  parts: Parts,
  project: OpenProject,
  first: PlannedRemedy,
  targets: readonly Target[],
  plan: PlanAgain,
): Promise<void> {
  const refused = new Set<string>();
  const attempts: RungAttempt[] = [];
  let remedy: PlannedRemedy | undefined = first;
  let previous: string | null = null;
  for (let round = 0; round < parts.config.remedy.candidates && remedy?.change !== undefined; round += 1) {
    const tried: PlannedRemedy = {
      ...remedy,
      plan: { ...remedy.plan, attempts: [...remedy.plan.attempts, ...attempts] },
    };
    const made = await makePatch(parts, project, tried, targets, previous);
    if (made.state !== 'again' && made.state !== 'given-up') return;
    previous = made.patchId;
    attempts.push(made.attempt);
    if (made.state === 'given-up' || project.signal.aborted) break;
    refused.add(remedy.change.fingerprint);
    const wanted = new Set(targets.map((each) => keyOf(each.remedy)));
    remedy = (await plan(targets, refused)).find((next) =>
      next.plan.targets.some((target) => wanted.has(keyOf(target))),
    );
  }
  if (!project.signal.aborted) await askPerson(parts, project, first, targets, attempts, previous);
}
