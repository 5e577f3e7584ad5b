import type { Verdict } from '@maximus/contracts';
import { isAppError } from '@maximus/kernel';
import { evidences, patches } from '@maximus/storage';
import type { Parts } from '../parts.ts';
import { countStep, stepIn, takeStep } from '../patches/take-step.ts';
import type { OpenProject } from '../proving/project-place.ts';
import { provePatch } from '../proving/prove-patch.ts';

/** Verdicts with which a remedy may go to people. */
const good: ReadonlySet<Verdict> = new Set(['proven', 'fixed', 'fixed_untested', 'mitigated']);
/** Those of a revert, which brings back what was closed and says so. */
const goodOfRevert: ReadonlySet<Verdict> = new Set([...good, 'introduces']);

/** What the arena came to; `ended` where the run was stopped and the patch waits for another. */
export type Validation =
  | { readonly state: 'validated' }
  | { readonly state: 'refused'; readonly verdict: Verdict; readonly reason: string }
  | { readonly state: 'ended' };

/** Brings a generated patch through the arena: validated with its evidence, or failed with it. */
export async function validatePatch(parts: Parts, project: OpenProject, patchId: string): Promise<Validation> {
  const { correlationId, tree, live, signal } = project;
  await takeStep(parts, patchId, { to: 'validating', reason: 'the arena builds both trees', correlationId });
  const patch = await patches.find(parts.database, patchId);
  if (patch === undefined) return { state: 'ended' };
  let proved: Awaited<ReturnType<typeof provePatch>>;
  try {
    const purpose = 'validate' as const;
    proved = await provePatch(parts, { patch, tree, live, purpose, signal, progress: () => project.progress() });
  } catch (error) {
    if (signal.aborted) return { state: 'ended' };
    parts.log.error({ err: error, patch: patch.code }, 'the arena could not judge a patch');
    const reason = isAppError(error) ? error.message : 'the arena failed; the log has more';
    await takeStep(parts, patchId, { to: 'failed', reason, correlationId });
    return { state: 'refused', verdict: 'inconclusive', reason };
  }
  if (proved === undefined) return { state: 'ended' };
  const { verdict, reason, confidence, confidenceOf, evidence, evidenceDigest } = proved;
  const accepted = (patch.kind === 'revert' ? goodOfRevert : good).has(verdict);
  const taken = await parts.database.transaction(async (tx) => {
    // Somebody may have cancelled it meanwhile: then the evidence has no patch to belong to.
    const now = await patches.lock(tx, patchId);
    if (now?.status !== 'validating') return undefined;
    await evidences.store(tx, evidence, parts.clock.now());
    return stepIn(parts, tx, patchId, {
      to: accepted ? 'validated' : 'failed',
      reason,
      correlationId,
      set: {
        evidence_id: evidence.id,
        evidence_digest: evidenceDigest,
        verdict,
        // The confidence is shown as that of success; where the arena is sure of the failure it is none.
        confidence: confidenceOf === 'success' ? confidence : null,
      },
    });
  });
  if (taken === undefined) return { state: 'ended' };
  countStep(parts, taken);
  return accepted ? { state: 'validated' } : { state: 'refused', verdict, reason };
}
