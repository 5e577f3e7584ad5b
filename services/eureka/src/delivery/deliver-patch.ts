import { fail, newUuid, type Result } from '@maximus/kernel';
import {
  deliveries,
  findProject,
  type JobContext,
  type PatchRow,
  type ProjectRow,
  patches,
  wireId,
} from '@maximus/storage';
import { errors } from '../errors.ts';
import type { DeliverJob } from '../jobs.ts';
import type { Parts, ProjectTree } from '../parts.ts';
import { forgeOfProject, type ProjectForge } from './forge-of-project.ts';
import { settleFailure, settleOutcome } from './settle-outcome.ts';
import { deliveryOf } from './statement.ts';

/** Delivers a released patch, or tries again; safe to repeat. */
export async function deliverPatch(parts: Parts, job: DeliverJob, context: JobContext): Promise<void> {
  const patch = await patches.find(parts.database, job.patch_id);
  if (patch?.status !== 'delivering') return;
  const project = await projectOf(parts, patch);
  if (project === undefined) return;
  const { correlation_id: correlationId, attempt } = job;
  await withForge(parts, project, context.signal, async (way) => {
    if (!way.ok) {
      const delivery = await begin(parts, patch, { kind: 'local', mode: 'patch_file' });
      await settleFailure(parts, patch, delivery, way.error, { attempt, correlationId });
      return;
    }
    const delivery = await begin(parts, patch, way.value);
    const wanted = await deliveryOf(parts, { ...patch, delivery_id: delivery.id }, way.value);
    const outcome = wanted.ok ? await way.value.forge.deliver(wanted.value) : wanted;
    if (outcome.ok) await settleOutcome(parts, patch, delivery, outcome.value, correlationId);
    else await settleFailure(parts, patch, delivery, outcome.error, { attempt, correlationId });
  });
}

/** Opens the way out of a project for some work; a folder is opened, a git address is not cloned for it. */
export async function withForge<T>(
  parts: Parts,
  project: ProjectRow,
  signal: AbortSignal,
  work: (way: Result<ProjectForge>, tree: ProjectTree | undefined) => Promise<T>,
): Promise<T> {
  if (project.source_kind === 'git') return work(await forgeOfProject(parts, project, undefined), undefined);
  if (project.source_kind !== 'path')
    return work(fail(errors.no_files(`a ${project.source_kind} source has no files`)), undefined);
  const done = await parts.estate.withProject(project.key, { signal }, async (tree) =>
    work(await forgeOfProject(parts, project, tree), tree),
  );
  return done.ok ? done.value : work(done, undefined);
}

/** The project of a patch, as it is now. */
export async function projectOf(
  { database }: Parts,
  patch: Pick<PatchRow, 'project_uuid'>,
): Promise<ProjectRow | undefined> {
  return findProject(database, wireId('prj', patch.project_uuid));
}

async function begin(parts: Parts, patch: PatchRow, { kind, mode }: Pick<ProjectForge, 'kind' | 'mode'>) {
  const atMs = parts.clock.now();
  return parts.database.transaction(async (tx) => {
    const wanted = { id: newUuid(parts.clock), patchId: patch.id, projectKey: patch.project_key, forge: kind, mode };
    const row = await deliveries.begin(tx, wanted, atMs);
    if (patch.delivery_id !== row.id) await patches.note(tx, patch.id, { delivery_id: row.id }, atMs);
    return row;
  });
}
