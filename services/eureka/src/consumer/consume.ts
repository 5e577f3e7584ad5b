import type { Bus, RunningSubscription } from '@maximus/bus';
import type { EventEnvelope, PatchInEvent, Topic } from '@maximus/contracts';
import { parseId } from '@maximus/kernel';
import { hasOverrides, type Inbox, isSaidUnused, type Tx } from '@maximus/storage';
import { release } from '../delivery/release.ts';
import { enqueueOverrides, enqueueProject, jobNames, queueOf } from '../jobs.ts';
import type { Parts } from '../parts.ts';
import { settleFindings } from '../patches/settle-findings.ts';
import { wantedProjects } from './wanted-projects.ts';

/** The consumer group. */
const group = 'maximus.eureka';
const topics: readonly Topic[] = [
  'maximus.adaptive-immunity.apv',
  'maximus.adaptive-immunity.events',
  'maximus.adaptive-immunity.patches',
];
const types = [
  'apv.detected',
  'apv.updated',
  'finding.opened',
  'finding.status_changed',
  'snapshot.imported',
  'scan.completed',
  'decision.released',
  'patch.rejected',
  'patch.cancelled',
  'patch.superseded',
  'patch.failed',
  'patch.rolled_back',
  'patch.review_requested',
];

/** Takes events: what gives work becomes a job of its project, in the transaction that marks the event as handled. */
export function consume(parts: Parts, bus: Bus, inbox: Inbox): Promise<RunningSubscription> {
  return bus.subscribe({
    group,
    topics,
    types,
    handle: async (event) => {
      await parts.database.transaction(async (tx) => {
        if (!(await inbox.once(tx, group, event.id))) return;
        await handle(parts, tx, event);
      });
    },
  });
}

async function handle(parts: Parts, tx: Tx, event: EventEnvelope): Promise<void> {
  const { correlationId } = event;
  if (event.type === 'decision.released') return release(parts, tx, event);
  if (event.type.startsWith('patch.')) {
    const patch = event.data['patch'] as PatchInEvent;
    return settleFindings(parts, tx, patch, { correlationId, atMs: parts.clock.now() });
  }
  if (event.type === 'scan.completed') return askForRefresh(parts, tx, event);
  if (!parts.config.remedy.enabled) return;
  for (const { id, priority } of await wantedProjects(tx, event)) {
    const job = { project_id: id, correlation_id: correlationId };
    await enqueueProject(parts.jobs, job, { priority, tx });
  }
}

/**
 * A branch may have been merged or deleted, and nobody told; also where the scan itself saw nothing new. Source may use by
 * now what it did not, while the lock files stayed as they were. Parents may have caught up with an override, also with no
 * finding about it.
 */
async function askForRefresh({ jobs, config }: Parts, tx: Tx, event: EventEnvelope): Promise<void> {
  const { project_id } = event.data['scan'] as { readonly project_id?: string };
  const id = parseId('prj', project_id ?? '');
  if (id === undefined) return;
  const payload = { project_id: id, correlation_id: event.correlationId };
  await jobs.enqueue(jobNames.refresh, payload, { key: `${queueOf(id)}/refresh`, queue: queueOf(id), tx });
  if (config.remedy.enabled && (await isSaidUnused(tx, id)))
    await enqueueProject(jobs, { ...payload, look_only: true }, { priority: 1, tx });
  if (config.remedy.enabled && config.remedy.retire_overrides && (await hasOverrides(tx, id)))
    await enqueueOverrides(jobs, payload, tx);
}
