import { createHash } from 'node:crypto';
import type { Patch, PatchStatus } from '@maximus/contracts';
import { type PatchRow, patchQuery, toPatch } from '@maximus/storage';
import type { Parts } from '../parts.ts';
import { takeStep } from '../patches/take-step.ts';
import type { OpenProject } from '../proving/project-place.ts';
import { rankOf } from '../proving/turns.ts';
import { validatePatch } from './validate-patch.ts';

/** How often a patch goes back when the worker that proved it was lost (apv.md §7.3). */
const mostRequeues = 2;
const unfinished: readonly PatchStatus[] = ['planned', 'generated', 'validating'];
const waiting: readonly PatchStatus[] = ['validated', 'pending_review'];

/**
 * Takes up what an earlier run left behind, and ends what stands on a base that is no more: a patch that was planned is planned
 * anew, one that was generated is proven again, one that people look at is superseded with its reason. With a kind, only those of it.
 */
export async function resumePatches(parts: Parts, project: OpenProject, kind?: Patch['kind']): Promise<void> {
  const { correlationId } = project;
  const statuses = [...unfinished, ...waiting];
  const rows = await patchQuery(parts.database, { projectKey: project.place.projectKey, statuses, kind }).execute();
  for (const row of rows) {
    const moved =
      row.diff_digest === null && !unfinished.includes(row.status) ? undefined : await movedBase(project, row);
    if (row.status === 'planned') {
      await takeStep(parts, row.id, {
        to: 'superseded',
        reason: 'the run that planned it was cut short',
        correlationId,
      });
    } else if (moved !== undefined) {
      await takeStep(parts, row.id, { to: 'superseded', reason: moved, correlationId });
    } else if (row.status === 'generated' || row.status === 'validating') {
      await proveAgain(parts, project, row);
    }
    if (project.signal.aborted) return;
  }
}

async function proveAgain(parts: Parts, project: OpenProject, row: PatchRow): Promise<void> {
  const { correlationId } = project;
  if (row.requeues >= mostRequeues) {
    const reason = 'its validation was lost three times';
    if (row.status === 'generated') await takeStep(parts, row.id, { to: 'superseded', reason, correlationId });
    else await takeStep(parts, row.id, { to: 'failed', reason, correlationId });
    return;
  }
  if (row.status === 'validating') {
    const set = { requeues: row.requeues + 1 };
    await takeStep(parts, row.id, { to: 'generated', reason: 'the worker was lost', correlationId, set });
  }
  await parts.turns.take(rankOf(row.priority), project.signal, () => validatePatch(parts, project, row.id));
}

/** Why the base of a patch is no longer the project's; `undefined` where it is. */
async function movedBase({ tree, files }: OpenProject, row: PatchRow): Promise<string | undefined> {
  const commit = tree.commit ?? '';
  for (const { file, before_digest } of toPatch(row).edits) {
    const text = (await files.exists(file)) ? await files.read(file) : undefined;
    const digest = text?.ok === true ? createHash('sha256').update(text.value).digest('hex') : undefined;
    if (digest !== before_digest) return `${file} is another than the one that was planned on`;
  }
  if (commit === row.base_commit) return undefined;
  return `the project moved from ${row.base_commit.slice(0, 12)} to ${commit.slice(0, 12)}`;
}
