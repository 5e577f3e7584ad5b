import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DeliveryRow,
  deliveries,
  findProject,
  type JobContext,
  type PatchRow,
  patches,
  toPatch,
  wireId,
} from '@maximus/storage';
import { enqueueProject } from '../jobs.ts';
import type { Parts, ProjectTree } from '../parts.ts';
import { stepIn } from '../patches/take-step.ts';
import type { ProjectForge } from './forge-of-project.ts';
import { noteMerge, scanAfterRevert } from './settle-outcome.ts';
import { deliveryOf } from './statement.ts';
import { withForge } from './with-forge.ts';

/** Looks what became of the deliveries of a project: merged, closed, or overtaken by its default branch (eureka.md §8). */
export async function refreshProject(
  parts: Parts,
  job: { readonly project_id: string; readonly correlation_id: string },
  context: JobContext,
): Promise<void> {
  const project = await findProject(parts.database, wireId('prj', job.project_id));
  if (project === undefined) return;
  const open = await deliveries.open(parts.database, project.key);
  if (open.length === 0) return;
  await withForge(parts, project, context.signal, async (way, tree) => {
    if (!way.ok) {
      parts.log.warn({ err: way.error, project: project.slug }, 'deliveries of a project cannot be looked at');
      return;
    }
    for (const delivery of open) {
      if (context.signal.aborted) return;
      const patch = await patches.find(parts.database, delivery.patch_id);
      if (patch?.status !== 'delivered') continue;
      if (delivery.mode === 'patch_file') await lookAtFiles(parts, patch, delivery, tree, job.correlation_id);
      else await lookAtForge(parts, patch, delivery, way.value, job.correlation_id);
      context.progress();
    }
  });
}

async function lookAtForge(
  parts: Parts,
  patch: PatchRow,
  delivery: DeliveryRow,
  way: ProjectForge,
  correlationId: string,
): Promise<void> {
  const wanted = await deliveryOf(parts, patch, { ...way, mode: delivery.mode as ProjectForge['mode'] });
  if (!wanted.ok) return;
  const found = await way.forge.refresh(wanted.value);
  const atMs = parts.clock.now();
  const context = { atMs, correlationId };
  if (!found.ok) {
    const lastError = found.error.message.slice(0, 500);
    const state = delivery.state as 'branch_pushed' | 'pr_open';
    await parts.database.transaction((tx) => deliveries.change(tx, delivery.id, { state, lastError }, context));
    return;
  }
  const { state, mergeCommit, base, pullRequest } = found.value;
  if (state === 'merged') {
    await parts.database.transaction(async (tx) => {
      await deliveries.change(tx, delivery.id, { state: 'merged', lastError: null }, context);
      await noteMerge(parts, tx, patch, mergeCommit, 'it was merged into the default branch', correlationId);
    });
    await scanAfterRevert(parts, patch, correlationId);
    return;
  }
  if (state === 'closed' || state === 'absent') {
    const reason =
      state === 'closed' ? 'its pull request was closed without a merge' : 'its branch is gone without a merge';
    await parts.database.transaction(async (tx) => {
      await deliveries.change(tx, delivery.id, { state: 'closed', lastError: null }, context);
      await stepIn(parts, tx, patch.id, { to: 'rolled_back', reason, correlationId });
    });
    return;
  }
  if (pullRequest !== undefined && patch.pr_number === null)
    await parts.database.transaction((tx) =>
      patches.note(tx, patch.id, { pr_number: pullRequest.number, pr_url: pullRequest.url }, atMs),
    );
  if (base === undefined || base.touched.length === 0) return;
  const reason = `the default branch changed ${base.touched.slice(0, 3).join(', ')}; it is made anew`;
  await way.forge.close(wanted.value, { kind: 'superseded', sentence: reason });
  await parts.database.transaction(async (tx) => {
    await deliveries.change(tx, delivery.id, { state: 'closed', lastError: null }, context);
    await stepIn(parts, tx, patch.id, { to: 'superseded', reason, correlationId });
    const job = { project_id: patch.project_uuid, correlation_id: correlationId };
    await enqueueProject(parts.jobs, job, { priority: patch.priority, tx });
  });
}

/** A patch file leaves no trace at a forge: it was taken when every file is what it makes of it. */
async function lookAtFiles(
  parts: Parts,
  patch: PatchRow,
  delivery: DeliveryRow,
  tree: ProjectTree | undefined,
  correlationId: string,
): Promise<void> {
  if (tree === undefined) return;
  for (const { file, after_digest } of toPatch(patch).edits) {
    const bytes = await readFile(join(tree.folder, file)).catch(() => undefined);
    const digest = bytes === undefined ? undefined : createHash('sha256').update(bytes).digest('hex');
    if (digest !== after_digest) return;
  }
  const atMs = parts.clock.now();
  await parts.database.transaction(async (tx) => {
    await deliveries.change(tx, delivery.id, { state: 'merged', lastError: null }, { atMs, correlationId });
    await noteMerge(parts, tx, patch, tree.commit, 'every file is what the patch makes of it', correlationId);
  });
}
