import { newUuid } from '@maximus/kernel';
import { lockOpenOfGroup } from '@maximus/storage';
import { refreshApvs } from '../apvs/refresh-apvs.ts';
import type { Parts } from '../parts.ts';
import { acceptCovered } from './accept-covered.ts';
import { emitFindingBatch } from './batch-events.ts';

/** Carries decisions that have just come into force over to the open findings of their group; answers how many they hold. */
export async function acceptGroup(parts: Parts, groupKey: number, correlationId: string): Promise<number> {
  const atMs = parts.clock.now();
  return parts.database.transaction(async (tx) => {
    const findings = await lockOpenOfGroup(tx, groupKey);
    const steps = await acceptCovered(tx, findings, { atMs, correlationId });
    if (steps.length === 0) return 0;
    using lease = parts.index.tryLease();
    const { sketches } = await refreshApvs(tx, parts, lease?.live, { groupKeys: [groupKey], atMs, correlationId });
    const cause = { kind: 'decision', id: newUuid(parts.clock) } as const;
    await emitFindingBatch(tx, { cause, opened: [], steps, sketches, atMs, correlationId });
    return steps.length;
  });
}
