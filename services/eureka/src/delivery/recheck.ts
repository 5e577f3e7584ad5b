import { serviceEvents } from '@maximus/contracts';
import {
  evidences,
  findingsWithFacts,
  type JobContext,
  type PatchRow,
  patches,
  type Tx,
  wireId,
} from '@maximus/storage';
import { isLockFile } from '../confirm/judge-version.ts';
import { jobNames, queueOf, type RecheckJob } from '../jobs.ts';
import type { Parts, ProjectTree } from '../parts.ts';
import { countStep, stepIn } from '../patches/take-step.ts';
import { type Proved, provePatch } from '../proving/prove-patch.ts';
import { rankOf } from '../proving/turns.ts';
import { projectOf, withForge } from './with-forge.ts';

const minute = 60_000;
/** Waits before another look where the last could not check (arena.md §8). */
const waits: readonly number[] = [5 * minute, 60 * minute, 6 * 60 * minute, 24 * 60 * minute];
const dayMs = 24 * 60 * minute;
const good = new Set(['proven', 'fixed', 'fixed_untested', 'mitigated']);

/** Asks for a look at the default branch. */
export async function enqueueRecheck(
  { jobs, clock }: Pick<Parts, 'jobs' | 'clock'>,
  tx: Tx,
  patch: Pick<PatchRow, 'id' | 'project_uuid'>,
  look: Pick<RecheckJob, 'round' | 'attempt'> & { readonly correlationId: string; readonly delayMs: number },
): Promise<void> {
  const { round, attempt, correlationId, delayMs } = look;
  const payload: RecheckJob = { patch_id: patch.id, correlation_id: correlationId, round, attempt };
  await jobs.enqueue(jobNames.recheck, payload, {
    key: `eureka/recheck/${patch.id}/${round}`,
    queue: queueOf(patch.project_uuid),
    ...(delayMs > 0 && { runAt: new Date(clock.now() + delayMs) }),
    tx,
  });
}

/**
 * Lets the arena look at the default branch after a merge, and a day later: gone, and nothing brought in, is verified; still
 * there is a failed verification, or a regression once it was verified; what cannot be checked is looked at again and never
 * counted (arena.md §8).
 */
export async function recheckPatch(parts: Parts, job: RecheckJob, context: JobContext): Promise<void> {
  const patch = await patches.find(parts.database, job.patch_id);
  const wanted = job.round === 'after-merge' ? 'merged' : 'verified';
  if (patch?.status !== wanted) return;
  const looked = await look(parts, patch, context);
  if (context.signal.aborted) return;
  const { correlation_id: correlationId } = job;
  if (typeof looked === 'string' || looked.verdict === 'inconclusive') {
    const why = typeof looked === 'string' ? looked : looked.reason;
    await tryLater(parts, patch, job, why);
    return;
  }
  const isGone = good.has(looked.verdict);
  parts.metrics.arena_reverifications_total.inc({ result: isGone ? 'verified' : 'failed' });
  const taken = await parts.database.transaction(async (tx) => {
    const now = await patches.lock(tx, patch.id);
    if (now?.status !== wanted) return undefined;
    await evidences.store(tx, looked.evidence, parts.clock.now());
    if (job.round === 'day-after') {
      if (!isGone) await alert(parts, tx, patch, 'regression', looked.reason, correlationId);
      return undefined;
    }
    const to = isGone ? 'verified' : 'verification_failed';
    const step = await stepIn(parts, tx, patch.id, { to, reason: looked.reason, correlationId });
    if (isGone) {
      if (looked.verdict === 'mitigated') await backToConfirmed(parts, tx, patch, looked.reason, correlationId);
      else await resolveFindings(parts, tx, patch, correlationId);
      await enqueueRecheck(parts, tx, patch, { round: 'day-after', attempt: 1, correlationId, delayMs: dayMs });
    } else {
      await backToConfirmed(parts, tx, patch, looked.reason, correlationId);
      await alert(parts, tx, patch, 'verification_failed', looked.reason, correlationId);
    }
    return step;
  });
  if (taken !== undefined) countStep(parts, taken);
  // The inventory follows: what the scan sees is what lists and pages show.
  await parts.estate.requestScan(patch.project_slug, correlationId);
}

/** The arena's word on the default branch, or why there is none. */
async function look(parts: Parts, patch: PatchRow, context: JobContext): Promise<Proved | string> {
  const project = await projectOf(parts, patch);
  const hold = parts.estate.leaseIndex();
  if (project === undefined || hold === undefined) return 'there is no advisory index, or no project';
  using held = hold;
  const { signal } = context;
  const origin = await withForge(parts, project, signal, async (way) => (way.ok ? way.value.origin : undefined));
  const options = { signal, ...(origin && { branch: { origin: origin.address, name: origin.branch } }) };
  const prove = async (tree: ProjectTree) => {
    const request = { patch, tree, live: held.live, purpose: 'reverify', signal } as const;
    return parts.verifications.take(rankOf(patch.priority), signal, () =>
      provePatch(parts, { ...request, progress: () => context.progress() }),
    );
  };
  const done = await parts.estate.withProject(project.key, options, prove);
  if (!done.ok) return done.error.message;
  return done.value ?? 'the run was ended';
}

async function tryLater(parts: Parts, patch: PatchRow, job: RecheckJob, why: string): Promise<void> {
  parts.metrics.arena_reverifications_total.inc({ result: 'could_not_check' });
  parts.log.warn({ patch: patch.code, attempt: job.attempt, why }, 'the default branch could not be checked');
  const wait = waits[job.attempt - 1];
  const status_reason = `the default branch could not be checked yet: ${why}`.slice(0, 500);
  await parts.database.transaction(async (tx) => {
    await patches.note(tx, patch.id, { status_reason }, parts.clock.now());
    if (wait === undefined) {
      await alert(parts, tx, patch, 'could_not_verify', why, job.correlation_id);
      return;
    }
    const { round, attempt, correlation_id: correlationId } = job;
    await enqueueRecheck(parts, tx, patch, { round, attempt: attempt + 1, correlationId, delayMs: wait });
  });
}

/** Findings of several lock files are confirmed anew: the patch was about the first. */
async function resolveFindings(parts: Parts, tx: Tx, patch: PatchRow, correlationId: string): Promise<void> {
  const facts = await findingsWithFacts(tx, patch.finding_ids);
  const elsewhere = new Set(facts.filter(({ places }) => places.filter(isLockFile).length > 1).map(({ id }) => id));
  const atMs = parts.clock.now();
  const cause = { kind: 'patch', id: wireId('pch', patch.id) } as const;
  await parts.estate.changeFindings(
    tx,
    patch.finding_ids.map((id) =>
      elsewhere.has(id)
        ? { id, to: 'confirmed', reason: `${patch.code} closed it in ${patch.lock_file}; another file holds it too` }
        : { id, to: 'resolved', resolution: 'patched', reason: `${patch.code} is verified on the default branch` },
    ),
    { actor: 'eureka', atMs, correlationId, cause },
  );
}

/** A flaw that is still there, or, after a change of code, whose use is gone: the version is as affected as before. */
async function backToConfirmed(
  parts: Parts,
  tx: Tx,
  patch: PatchRow,
  reason: string,
  correlationId: string,
): Promise<void> {
  const cause = { kind: 'patch', id: wireId('pch', patch.id) } as const;
  await parts.estate.changeFindings(
    tx,
    patch.finding_ids.map((id) => ({ id, to: 'confirmed', reason: `${patch.code}: ${reason}`.slice(0, 500) })),
    { actor: 'eureka', atMs: parts.clock.now(), correlationId, cause },
  );
}

/** Tells those who approved: names the patch and the commit. */
async function alert(
  parts: Parts,
  tx: Tx,
  patch: PatchRow,
  kind: 'regression' | 'verification_failed' | 'could_not_verify',
  detail: string,
  correlationId: string,
): Promise<void> {
  const event = serviceEvents.find(({ type }) => type === 'system.status_changed');
  if (event === undefined) return;
  const patch_id = wireId('pch', patch.id);
  const data = {
    component: 'eureka',
    status: 'alert',
    kind,
    patch_id,
    patch_code: patch.code,
    project: patch.project_slug,
    commit: patch.merge_commit ?? patch.commit_sha ?? '',
    decision_id: patch.decision_id ?? '',
    detail: `${patch.code}: ${detail}`.slice(0, 500),
    timestamp: new Date(parts.clock.now()).toISOString(),
  };
  tx.emit({ event, key: patch_id, correlationId, data });
}
