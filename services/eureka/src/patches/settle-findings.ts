import type { PatchInEvent } from '@maximus/contracts';
import { parseId } from '@maximus/kernel';
import { findingsWithoutLivePatch, type Tx } from '@maximus/storage';
import type { Parts } from '../parts.ts';

/** In which chain and when findings are settled. */
export interface Settling {
  readonly correlationId: string;
  readonly atMs: number;
}

const ended: ReadonlySet<string> = new Set(['rejected', 'cancelled', 'superseded', 'failed', 'rolled_back']);

/**
 * Brings findings in line with their patch (apv.md §7.1): to remediating while a patch with a diff is on its way, back to
 * confirmed when the last live one ended without merge. Steps that the table does not have are left out, so a repeat and an
 * old event change nothing.
 */
export async function settleFindings(
  { estate }: Pick<Parts, 'estate'>,
  tx: Tx,
  patch: Pick<PatchInEvent, 'id' | 'code' | 'status' | 'finding_ids' | 'diff_digest' | 'kind'>,
  { correlationId, atMs }: Settling,
): Promise<void> {
  if (patch.kind !== 'remedy') return;
  const ids = patch.finding_ids.flatMap((id) => parseId('fnd', id) ?? []);
  const context = { actor: 'eureka', atMs, correlationId, cause: { kind: 'patch', id: patch.id } } as const;
  if (ended.has(patch.status)) {
    const reason = `${patch.code} is ${patch.status.replaceAll('_', ' ')}`;
    const free = await findingsWithoutLivePatch(tx, ids);
    await estate.changeFindings(
      tx,
      free.map((id) => ({ id, to: 'confirmed', reason })),
      context,
    );
    return;
  }
  if (patch.diff_digest === undefined) return;
  await estate.changeFindings(
    tx,
    ids.map((id) => ({ id, to: 'remediating', reason: `${patch.code} is being made` })),
    context,
  );
}
