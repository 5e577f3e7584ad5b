import type { Patch, PatchStatus } from '@maximus/contracts';
import { unwrap } from '@maximus/kernel';
import { type PatchStep, patches, type Tx } from '@maximus/storage';
import type { Parts } from '../parts.ts';
import { settleFindings } from './settle-findings.ts';

/** One step that Eureka takes with a patch. */
export interface OwnStep {
  readonly to: PatchStatus;
  readonly reason: string;
  readonly correlationId: string;
  readonly set?: PatchStep['set'];
}

type Counted = 'delivering' | 'generated' | 'validating' | 'validated' | 'pending_review' | 'delivered' | 'merged';

/** Takes a step in a transaction of the caller, with its findings. Throws where the patch does not allow it. */
export async function stepIn(
  parts: Parts,
  tx: Tx,
  patchId: string,
  { to, reason, correlationId, set }: OwnStep,
): Promise<Omit<Patch, 'history'>> {
  const atMs = parts.clock.now();
  const taken = unwrap(
    await patches.transition(tx, patchId, {
      to,
      actor: 'eureka',
      reason: reason.slice(0, 500),
      atMs,
      correlationId,
      ...(set && { set }),
    }),
  );
  await settleFindings(parts, tx, taken, { correlationId, atMs });
  return taken;
}

/** Takes a step in a transaction of its own. */
export async function takeStep(parts: Parts, patchId: string, step: OwnStep): Promise<Omit<Patch, 'history'>> {
  const taken = await parts.database.transaction((tx) => stepIn(parts, tx, patchId, step));
  countStep(parts, taken);
  return taken;
}

/** Counts a step that was committed. */
export function countStep({ metrics }: Parts, { kind, strategy, status, timings }: Omit<Patch, 'history'>): void {
  metrics.patch_transitions_total.inc({ strategy, status: status as Counted });
  // What goes because nobody needs it is written before it is a patch: its time is no lead time of a remedy.
  if (kind !== 'retire_override' && status === 'validated' && timings.time_to_patch_seconds !== undefined)
    metrics.patch_lead_time_seconds.observe(timings.time_to_patch_seconds);
}
