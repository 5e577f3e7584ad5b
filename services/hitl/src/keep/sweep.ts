import { newId } from '@maximus/kernel';
import { decisions } from '@maximus/storage';
import type { Parts } from '../parts.ts';
import { comeTrue, wake } from './snooze.ts';
import { tick } from './tick.ts';

const mostDue = 500;
const mostSleeping = 1_000;

/** Catches up on what a lost job would have done, and wakes what sleeps until something that has happened. */
export async function sweep(parts: Parts, signal: AbortSignal): Promise<void> {
  for (const uuid of await decisions.due(parts.database, parts.clock.now(), mostDue)) {
    if (signal.aborted) return;
    await tick(parts, uuid);
  }
  for (const { id } of await decisions.sleeping(parts.database, mostSleeping)) {
    if (signal.aborted) return;
    await parts.database.transaction(async (tx) => {
      const row = await decisions.lock(tx, id);
      if (row?.snoozed !== true || row.snooze_condition === null) return;
      const reason = await comeTrue(tx, row);
      if (reason !== undefined)
        await wake(tx, parts, row, { by: 'hitl', reason, cause: { id: newId('evt', parts.clock) } });
    });
  }
}
