import { newUuid } from '@maximus/kernel';
import { endExpired, lockFindings } from '@maximus/storage';
import { refreshApvs } from '../apvs/refresh-apvs.ts';
import type { Parts } from '../parts.ts';
import { emitFindingBatch } from './batch-events.ts';
import { takeSteps } from './steps.ts';

/** Ends decisions that are past their end: what they held goes back to suspected and is confirmed anew (apv.md §4). */
export async function endExpiredAcceptances(parts: Parts, correlationId: string): Promise<number> {
  const atMs = parts.clock.now();
  return parts.database.transaction(async (tx) => {
    const { findingIds } = await endExpired(tx, atMs);
    if (findingIds.length === 0) return 0;
    const findings = await lockFindings(tx, findingIds);
    const steps = await takeSteps(
      tx,
      findings.map((finding) => ({ finding, steps: ['suspected'] as const, reason: 'its acceptance has expired' })),
      { atMs, actor: 'policy', correlationId },
    );
    using lease = parts.index.tryLease();
    const groupKeys = findings.map(({ groupKey }) => groupKey);
    const { sketches } = await refreshApvs(tx, parts, lease?.live, { groupKeys, atMs, correlationId });
    const cause = { kind: 'expiry', id: newUuid(parts.clock) } as const;
    await emitFindingBatch(tx, { cause, opened: [], steps, sketches, atMs, correlationId });
    return steps.length;
  });
}
