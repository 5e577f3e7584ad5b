import { parseDuration } from '@maximus/kernel';
import type { OpenedSources } from '@maximus/remediation';
import {
  type FindingToRemedy,
  findingsToRemedy,
  findProject,
  type JobContext,
  type ProjectRow,
  snapshotIdsOf,
  wireId,
} from '@maximus/storage';
import { confirmFindings } from '../confirm/confirm-findings.ts';
import { errors } from '../errors.ts';
import { enqueueProject, type ProjectJob } from '../jobs.ts';
import type { IndexHold, Parts, ProjectTree } from '../parts.ts';
import { jobsOfProject } from '../planning/jobs-of-project.ts';
import { surroundingsOf } from '../planning/surroundings.ts';
import { type AnyProject, filesOf, type OpenProject } from '../proving/project-place.ts';
import { askPerson } from './make-patch.ts';
import { plannerOf, remedyLock } from './remedy-lock.ts';
import { resumePatches } from './resume-patches.ts';
import { retireOverrides } from './retire-overrides.ts';

/** One run over a project: confirm what is suspected, take up what was left, plan, make and prove (eureka.md §1–§6). */
export async function runProject(parts: Parts, job: ProjectJob, context: JobContext): Promise<void> {
  const project = await findProject(parts.database, wireId('prj', job.project_id));
  if (project === undefined || project.archived || project.is_test) return;
  if (!parts.config.remedy.enabled && job.asked !== true) return;
  const hold = parts.estate.leaseIndex();
  if (hold === undefined) throw errors.no_index('there is no advisory index yet');
  using held = hold;
  const snapshotIds = await snapshotIdsOf(parts.database, project.snapshot_key === null ? [] : [project.snapshot_key]);
  const run: Run = { parts, job, context, project, live: held.live, snapshotId: [...snapshotIds.values()][0] ?? null };
  const { signal } = context;
  const hasFiles = project.source_kind === 'path' || project.source_kind === 'git';
  const onlyOverrides = job.overrides_only === true;
  if (!hasFiles) return onlyOverrides ? undefined : withoutFiles(run);
  const done = await parts.estate.withProject(project.key, { signal }, (tree) => withFiles(run, tree));
  if (done.ok) return;
  if (done.error.retryable && context.attempt < context.maxAttempts) throw done.error;
  parts.log.warn({ err: done.error, project: project.slug }, 'the files of a project cannot be looked at');
  if (!onlyOverrides) await confirmOnly(run);
}

interface Run {
  readonly parts: Parts;
  readonly job: ProjectJob;
  readonly context: JobContext;
  readonly project: ProjectRow;
  readonly live: IndexHold['live'];
  readonly snapshotId: string | null;
}

async function withFiles(run: Run, tree: ProjectTree): Promise<void> {
  const { parts, job, project, context, live } = run;
  const files = await filesOf(tree);
  if (files === undefined) return job.overrides_only === true ? undefined : confirmOnly(run);
  const open: OpenProject = {
    place: placeOf(run, tree),
    tree,
    files,
    live,
    correlationId: job.correlation_id,
    signal: context.signal,
    progress: () => context.progress(),
  };
  if (job.overrides_only === true) {
    await resumePatches(parts, open, 'retire_override');
    return retireOverrides(parts, open, new Map());
  }
  const judged = await confirm(run, tree);
  if (job.look_only === true) return;
  await resumePatches(parts, open);
  const findings = (await findingsToRemedy(parts.database, project.key)).filter((each) => isOpen(run, each));
  const startedMs = parts.clock.now();
  const budgetMs = parseDuration(parts.config.remedy.budget) ?? 600_000;
  const opened: OpenedSources = new Map();
  for (const lockJob of jobsOfProject(findings, judged, live.index)) {
    if (context.signal.aborted) return;
    const { lockFile } = lockJob;
    if (lockFile === undefined) {
      await askFor(run, open, lockJob.targets, 'No lock file that plans are made for holds it.');
      continue;
    }
    const left = budgetMs - (parts.clock.now() - startedMs);
    const plan = await plannerOf(parts, open, lockFile, {
      budgetMs: Math.max(0, left),
      rungs: job.rungs,
      opened,
      mayDraft: true,
      surroundings: surroundingsOf(project),
    });
    if (await remedyLock(parts, open, { ...lockJob, lockFile }, plan)) continue;
    const priority = Math.max(0, ...lockJob.targets.map(({ finding }) => finding.priority));
    await enqueueProject(parts.jobs, job, { priority });
    return;
  }
  // Who asked for some remedies asked for no more than those.
  if (job.apv_id === undefined && job.rungs === undefined) await retireOverrides(parts, open, opened);
}

/** A project that was uploaded has nothing to edit: what is confirmed becomes tasks. */
async function withoutFiles(run: Run): Promise<void> {
  const { parts, job, project, context, live } = run;
  const judged = await confirm(run, undefined);
  const findings = (await findingsToRemedy(parts.database, project.key)).filter((each) => isOpen(run, each));
  const tree: ProjectTree = { folder: '', prefix: '' };
  const open = {
    place: placeOf(run, tree),
    tree,
    live,
    correlationId: job.correlation_id,
    signal: context.signal,
    progress: () => context.progress(),
  };
  const targets = jobsOfProject(findings, judged).flatMap((each) => each.targets);
  await askFor(run, open, targets, `A ${project.source_kind} source has no files that could be changed.`);
}

async function askFor(
  { parts }: Run,
  open: AnyProject,
  targets: ReturnType<typeof jobsOfProject>[number]['targets'],
  sentence: string,
): Promise<void> {
  const attempt = { rung: 'lock-bump', result: 'not_taken', why_not: 'lock-unparsed', sentence } as const;
  const plan = {
    lock_file: '',
    package_manager: 'unknown',
    rung: 'manual-review' as const,
    targets: [],
    package_changes: [],
    edits: [],
    attempts: [{ ...attempt, evidence: [], duration_ms: 0 }],
    unresolved: [],
  };
  for (const [, alike] of Map.groupBy(targets, ({ finding }) => finding.purl)) {
    if (open.signal.aborted) return;
    await askPerson(parts, open, { plan }, alike, [], null);
  }
}

async function confirmOnly(run: Run): Promise<void> {
  await confirm(run, undefined);
}

async function confirm(run: Run, tree: ProjectTree | undefined) {
  const { parts, job, project, context, live, snapshotId } = run;
  const findings = await findingsToRemedy(parts.database, project.key);
  const projectId = wireId('prj', project.id);
  const { signal } = context;
  return confirmFindings(parts, live, findings, {
    projectId,
    snapshotId,
    folder: tree?.folder,
    commit: tree?.commit,
    correlationId: job.correlation_id,
    signal,
  });
}

/** Whether a finding is to be planned for now: confirmed, without a patch that is alive, and asked for. */
function isOpen({ job }: Run, { status, hasLivePatch, apvId }: FindingToRemedy): boolean {
  return status === 'confirmed' && !hasLivePatch && (job.apv_id === undefined || job.apv_id === apvId);
}

function placeOf({ project, snapshotId }: Run, tree: ProjectTree) {
  return {
    projectKey: project.key,
    projectId: project.id,
    slug: project.slug,
    snapshotId,
    baseCommit: tree.commit ?? '',
    baseRef: tree.ref ?? null,
  };
}
