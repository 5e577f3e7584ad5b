import type { RemedyPlan } from '@maximus/contracts';
import { parseDuration } from '@maximus/kernel';
import type { FindingToRemedy, ProjectRow } from '@maximus/storage';
import { judgeVersion } from '../confirm/judge-version.ts';
import { errors } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { filesOf } from '../proving/project-place.ts';
import { plannerOf } from '../run/remedy-lock.ts';
import { jobsOfProject } from './jobs-of-project.ts';
import { surroundingsOf } from './surroundings.ts';

/** What would be done about some findings of a project; nothing is made, moved or told. */
export async function planOnly(
  parts: Parts,
  project: ProjectRow,
  findings: readonly FindingToRemedy[],
  options: { readonly rungs?: readonly string[] | undefined; readonly signal: AbortSignal },
): Promise<readonly RemedyPlan[]> {
  const hold = parts.estate.leaseIndex();
  if (hold === undefined) throw errors.no_index('there is no advisory index yet');
  using held = hold;
  const { live } = held;
  const judged = new Map(findings.map((finding) => [finding.id, judgeVersion(live, finding)]));
  const budgetMs = parseDuration(parts.config.remedy.budget) ?? 600_000;
  const done = await parts.estate.withProject(project.key, { signal: options.signal }, async (tree) => {
    const files = await filesOf(tree);
    if (files === undefined) throw errors.no_files('the folder of the project is gone');
    const plans: RemedyPlan[] = [];
    for (const { lockFile, targets } of jobsOfProject(findings, judged, live.index)) {
      if (lockFile === undefined) continue;
      const plan = await plannerOf(parts, { files, live, signal: options.signal }, lockFile, {
        budgetMs,
        rungs: options.rungs,
        surroundings: surroundingsOf(project),
      });
      plans.push(...(await plan(targets, new Set())).map((each) => each.plan));
    }
    return plans;
  });
  if (!done.ok) throw errors.no_files(done.error.message, {}, done.error);
  return done.value;
}
