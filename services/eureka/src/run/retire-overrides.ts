import type { WhyNot } from '@maximus/contracts';
import { parseDuration } from '@maximus/kernel';
import {
  isPlannable,
  type OpenedSources,
  type PlannedRetirement,
  packageManagerOf,
  planRetirements,
} from '@maximus/remediation';
import { filesWithComponents, livePatchStatuses, type PatchRow, patchQuery, toPatch } from '@maximus/storage';
import { enqueueOverrides, queueOf, urgentJobs } from '../jobs.ts';
import type { Parts } from '../parts.ts';
import { takeStep } from '../patches/take-step.ts';
import { policyOf } from '../planning/policy.ts';
import { metadataOf } from '../planning/toolchain.ts';
import type { OpenProject } from '../proving/project-place.ts';
import { makeRetirement, retirementGroup } from './make-retirement.ts';
import { orAborted } from './or-aborted.ts';

/** Ecosystems whose lock files have a model that knows overrides. */
const withOverrides: ReadonlySet<string> = new Set(['npm']);
const headLength = 4_096;
/** Without these an override was not judged: what was said of it before still stands. */
const unsure: ReadonlySet<WhyNot> = new Set(['budget-exhausted', 'registry-unreachable', 'resolver-failed']);
/** States of a retirement from which it can be withdrawn without a forge. */
const withdrawable: ReadonlySet<string> = new Set([
  'planned',
  'generated',
  'validating',
  'validated',
  'pending_review',
  'approved',
]);

/**
 * Asks of every override in a project's manifests whether it is still needed, and proposes to take out what is not
 * (eureka.md §5): one at a time for each lock file, after all remedies of it, and never against the answer of a person. What
 * was proposed and is needed again, or stands in the way of a remedy, is withdrawn.
 */
export async function retireOverrides(parts: Parts, project: OpenProject, opened: OpenedSources): Promise<void> {
  if (!parts.config.remedy.retire_overrides) return;
  const startedMs = parts.clock.now();
  const budgetMs = parseDuration(parts.config.remedy.budget) ?? 600_000;
  const { projectKey, projectId } = project.place;
  const files = await filesWithComponents(parts.database, projectKey);
  for (const lockFile of files.filter(isPlannable)) {
    if (project.signal.aborted) return;
    if (await parts.jobs.isWaiting(queueOf(projectId), urgentJobs)) {
      const job = { project_id: projectId, correlation_id: project.correlationId };
      return enqueueOverrides(parts.jobs, job);
    }
    const left = Math.max(0, budgetMs - (parts.clock.now() - startedMs));
    const found = await askOverrides(parts, project, lockFile, { budgetMs: left, opened });
    if (found !== undefined) await retireIn(parts, project, lockFile, found);
  }
}

/** What is known of the overrides of one lock file; `undefined` where nothing can be. */
async function askOverrides(
  parts: Parts,
  { files, live, place, signal }: OpenProject,
  lockFile: string,
  { budgetMs, opened }: { readonly budgetMs: number; readonly opened: OpenedSources },
): Promise<readonly PlannedRetirement[] | undefined> {
  const text = (await files.exists(lockFile)) ? await files.read(lockFile) : undefined;
  const manager = text?.ok === true ? packageManagerOf(lockFile, text.value.slice(0, headLength)) : undefined;
  if (manager === undefined || !withOverrides.has(manager.ecosystem)) return undefined;
  const registry = await orAborted(signal, metadataOf(files, lockFile, parts.machine, opened));
  const asked = {
    ...{ project: files, lockFile, matcher: live.matcher, registry },
    ...{ policy: policyOf(parts.config), clock: parts.clock, budgetMs },
  };
  const planned = await orAborted(signal, planRetirements(asked));
  if (planned.ok) return planned.value;
  parts.log.warn(
    { err: planned.error, project: place.slug, file: lockFile },
    'the overrides of a lock file cannot be judged',
  );
  return undefined;
}

async function retireIn(
  parts: Parts,
  project: OpenProject,
  lockFile: string,
  found: readonly PlannedRetirement[],
): Promise<void> {
  const { projectKey } = project.place;
  const live = await patchQuery(parts.database, { projectKey, statuses: livePatchStatuses }).execute();
  const others = live.filter(isOnItsWay);
  let isHeld = false;
  for (const row of live.filter((each) => each.kind === 'retire_override' && each.lock_file === lockFile)) {
    const why = whyWithdrawn(row, found, others);
    if (why === undefined) isHeld = true;
    else await takeStep(parts, row.id, { to: 'superseded', reason: why, correlationId: project.correlationId });
  }
  for (const retirement of found) {
    if (isHeld || project.signal.aborted) return;
    const { remedy } = retirement;
    if (remedy?.change === undefined) continue;
    const changed = new Set([lockFile, ...remedy.plan.edits.map(({ file }) => file)]);
    if (others.some((other) => isOn(other, changed)) || (await wasAnswered(parts, project, retirement))) continue;
    isHeld = await makeRetirement(parts, project, retirement, remedy);
  }
}

/** Why an open retirement is taken back; `undefined` where it stands, or is with a forge, which looks after it. */
function whyWithdrawn(
  row: PatchRow,
  found: readonly PlannedRetirement[],
  others: readonly PatchRow[],
): string | undefined {
  if (!withdrawable.has(row.status)) return undefined;
  const changed = new Set([row.lock_file, ...toPatch(row).files_modified]);
  const other = others.find((each) => isOn(each, changed));
  if (other !== undefined) return `${other.code} changes the same files, and goes first`;
  const now = found.find((each) => retirementGroup(each) === row.group_key);
  if (now === undefined) return 'the override, or somebody who asks for its package, is another now';
  if (now.kept === undefined || unsure.has(now.kept.why_not)) return undefined;
  return `the override is needed again: ${now.kept.sentence}`;
}

/** Whether a remedy or a revert may still change files; a revert is done with its merge. */
function isOnItsWay({ kind, status, diff_digest }: PatchRow): boolean {
  return kind !== 'retire_override' && diff_digest !== null && !(kind === 'revert' && status === 'merged');
}

function isOn(row: PatchRow, files: ReadonlySet<string>): boolean {
  return files.has(row.lock_file) || toPatch(row).files_modified.some((file) => files.has(file));
}

/** A try that came to nothing for reasons of the moment is made again after this. */
const tryAgainMs = 24 * 3_600_000;
/** States in which a person, or the default branch, has said what becomes of the override. */
const answered: ReadonlySet<string> = new Set([
  'rejected',
  'cancelled',
  'rolled_back',
  'verified',
  'verification_failed',
]);
/** Verdicts that hold for as long as the question is the same. */
const refused: ReadonlySet<string> = new Set(['breaks', 'introduces', 'not_fixed']);

/** Whether this very question has its answer: it is another once the override, or who asks for the package, changes. */
async function wasAnswered(
  { database, clock }: Parts,
  { place }: OpenProject,
  retirement: PlannedRetirement,
): Promise<boolean> {
  const groupKeys = [retirementGroup(retirement)];
  const rows = await patchQuery(database, {
    projectKey: place.projectKey,
    kind: 'retire_override',
    groupKeys,
  }).execute();
  return rows.some(
    ({ status, verdict, updated_at }) =>
      answered.has(status) ||
      (status === 'failed' && (refused.has(verdict ?? '') || clock.now() - updated_at.getTime() < tryAgainMs)),
  );
}
