import { newUuid } from '@maximus/kernel';
import { deliveries, type JobContext, type PatchRow, patches } from '@maximus/storage';
import type { DeliverJob } from '../jobs.ts';
import type { Parts } from '../parts.ts';
import type { ProjectForge } from './forge-of-project.ts';
import { settleFailure, settleOutcome } from './settle-outcome.ts';
import { deliveryOf } from './statement.ts';
import { projectOf, withForge } from './with-forge.ts';

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

async function begin(parts: Parts, patch: PatchRow, { kind, mode }: Pick<ProjectForge, 'kind' | 'mode'>) {
  const atMs = parts.clock.now();
  return parts.database.transaction(async (tx) => {
    const wanted = { id: newUuid(parts.clock), patchId: patch.id, projectKey: patch.project_key, forge: kind, mode };
    const row = await deliveries.begin(tx, wanted, atMs);
    if (patch.delivery_id !== row.id) await patches.note(tx, patch.id, { delivery_id: row.id }, atMs);
    return row;
  });
}
