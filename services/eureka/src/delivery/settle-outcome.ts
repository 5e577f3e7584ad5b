import type { DeliveryOutcome } from '@maximus/forge';
import type { AppError } from '@maximus/kernel';
import { type DeliveryRow, deliveries, type PatchRow, packBlob, patches, storeBlobs, type Tx } from '@maximus/storage';
import { enqueueProject } from '../jobs.ts';
import type { Parts } from '../parts.ts';
import { stepIn } from '../patches/take-step.ts';
import { enqueueRecheck } from './recheck.ts';
import { enqueueDelivery } from './release.ts';

/** Waits before another try at a forge that failed, in milliseconds (eureka.md §8). */
const waits: readonly number[] = [60_000, 300_000, 900_000];
/** The base holds something else than was planned on: the patch is made anew. */
const voids: ReadonlySet<string> = new Set(['forge.base_unknown', 'forge.edit_refused']);

/** Writes what came of a delivery: states of patch, delivery and findings in one transaction. */
export async function settleOutcome(
  parts: Parts,
  patch: PatchRow,
  delivery: DeliveryRow,
  outcome: DeliveryOutcome,
  correlationId: string,
): Promise<void> {
  const atMs = parts.clock.now();
  const context = { atMs, correlationId };
  const file = outcome.state === 'patch_file' ? await packBlob(outcome.patch) : undefined;
  await parts.database.transaction(async (tx) => {
    const step = (to: 'delivered' | 'superseded', reason: string, set = {}) =>
      stepIn(parts, tx, patch.id, { to, reason, correlationId, set });
    switch (outcome.state) {
      case 'base_moved': {
        await deliveries.change(tx, delivery.id, { state: 'closed', tried: true, lastError: null }, context);
        await step('superseded', `the default branch moved to ${outcome.to.slice(0, 12)}; it is proven again`);
        await enqueueProject(
          parts.jobs,
          { project_id: patch.project_uuid, correlation_id: correlationId },
          { priority: patch.priority, tx },
        );
        return;
      }
      case 'patch_file': {
        if (file !== undefined) await storeBlobs(tx, [file], atMs);
        const links = { patch_file: outcome.sha256, file_name: outcome.fileName };
        await deliveries.change(
          tx,
          delivery.id,
          { state: 'branch_pushed', tried: true, lastError: null, links },
          context,
        );
        await step('delivered', 'a patch file is ready to be taken');
        return;
      }
      case 'branch_pushed':
      case 'pr_open': {
        const links = linksOf(outcome.links);
        const { state, warnings, branch, commit } = outcome;
        await deliveries.change(tx, delivery.id, { state, tried: true, lastError: null, links }, context);
        const reason =
          warnings[0]?.message ?? (state === 'pr_open' ? 'a pull request is open' : 'its branch is pushed');
        await step('delivered', reason, {
          branch_name: branch,
          commit_sha: commit,
          ...(outcome.state === 'pr_open' && {
            pr_number: outcome.number,
            ...(outcome.links.pullRequest !== undefined && { pr_url: outcome.links.pullRequest }),
          }),
        });
        return;
      }
      case 'merged': {
        const { warnings, branch, commit, mergeCommit } = outcome;
        const change = { state: 'merged', tried: true, lastError: null, links: linksOf(outcome.links) } as const;
        await deliveries.change(tx, delivery.id, change, context);
        const set = { branch_name: branch, commit_sha: commit };
        await step('delivered', warnings[0]?.message ?? 'it reached the origin', set);
        await noteMerge(parts, tx, patch, mergeCommit, 'it was merged into the default branch', correlationId);
        return;
      }
    }
  });
  if (outcome.state === 'merged') await scanAfterRevert(parts, patch, correlationId);
  parts.metrics.delivery_changes_total.inc({ forge: delivery.forge as 'local', state: stateOf(outcome) });
}

/** A merge is known: the findings are delivered, and the default branch is looked at (arena.md §8). */
export async function noteMerge(
  parts: Parts,
  tx: Tx,
  patch: PatchRow,
  mergeCommit: string | undefined,
  reason: string,
  correlationId: string,
): Promise<void> {
  const set = mergeCommit === undefined ? {} : { merge_commit: mergeCommit };
  await stepIn(parts, tx, patch.id, { to: 'merged', reason, correlationId, set });
  const atMs = parts.clock.now();
  if (patch.kind === 'revert') {
    await noteRevert(parts, tx, patch, correlationId);
    return;
  }
  const cause = { kind: 'patch', id: patch.code } as const;
  await parts.estate.changeFindings(
    tx,
    patch.finding_ids.map((id) => ({ id, to: 'delivered', reason: `${patch.code} was merged` })),
    { actor: 'eureka', atMs, correlationId, cause },
  );
  await enqueueRecheck(parts, tx, patch, { round: 'after-merge', attempt: 1, correlationId, delayMs: 0 });
}

/** What a revert brought in again is seen by a scan; a remedy's merge is looked at by the arena, which asks for one itself. */
export async function scanAfterRevert({ estate }: Parts, patch: PatchRow, correlationId: string): Promise<void> {
  if (patch.kind === 'revert') await estate.requestScan(patch.project_slug, correlationId);
}

/** The patch that a merged revert takes back is rolled back with it. */
async function noteRevert(parts: Parts, tx: Tx, revert: PatchRow, correlationId: string): Promise<void> {
  const original = revert.previous_patch_id === null ? undefined : await patches.lock(tx, revert.previous_patch_id);
  const undone = new Set(['delivered', 'merged', 'verified', 'verification_failed']);
  if (original === undefined || !undone.has(original.status)) return;
  await stepIn(parts, tx, original.id, { to: 'rolled_back', reason: `${revert.code} took it back`, correlationId });
}

/** Writes that a try failed, and whether and when there is another one. */
export async function settleFailure(
  parts: Parts,
  patch: PatchRow,
  delivery: DeliveryRow,
  error: AppError,
  context: { readonly attempt: number; readonly correlationId: string },
): Promise<void> {
  const { correlationId, attempt } = context;
  const atMs = parts.clock.now();
  const wait = error.retryable ? waits[attempt - 1] : undefined;
  const failed = error.code === 'forge.conflict' || voids.has(error.code);
  const state = wait === undefined ? 'failed' : 'queued';
  await parts.database.transaction(async (tx) => {
    const change = { state, tried: true, lastError: error.message.slice(0, 500) } as const;
    await deliveries.change(tx, delivery.id, change, { atMs, correlationId });
    if (wait !== undefined) {
      const again = { attempt: attempt + 1, runAt: new Date(atMs + wait) };
      await enqueueDelivery(parts, tx, patch, correlationId, again);
    } else if (failed) {
      const to = voids.has(error.code) ? 'superseded' : 'failed';
      await stepIn(parts, tx, patch.id, { to, reason: error.message, correlationId });
      const job = { project_id: patch.project_uuid, correlation_id: correlationId };
      await enqueueProject(parts.jobs, job, { priority: patch.priority, tx });
    }
  });
  parts.metrics.delivery_changes_total.inc({ forge: delivery.forge as 'local', state });
}

function linksOf(links: object): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, link] of Object.entries(links)) if (typeof link === 'string') found[name] = link;
  return found;
}

function stateOf({ state }: DeliveryOutcome): 'branch_pushed' | 'pr_open' | 'merged' | 'closed' {
  if (state === 'base_moved') return 'closed';
  return state === 'patch_file' ? 'branch_pushed' : state;
}
