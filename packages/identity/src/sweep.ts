import type { Clock } from '@maximus/kernel';
import {
  accessLinkRows,
  apiTokenRows,
  type Database,
  loginThrottleRows,
  oidcFlowRows,
  revocationRows,
  sessionRows,
  socketTicketRows,
} from '@maximus/storage';
import { KEPT_MS } from './revocations/watch.ts';

const HOUR_MS = 3_600_000;
/** Revoked and expired tokens stay in the list for so long. */
const TOKENS_KEPT_MS = 30 * 24 * HOUR_MS;

/** Deletes what has ended: idempotent, so every node may do it at any time. */
export async function sweep(db: Database, clock: Clock, idleMs: number): Promise<void> {
  const nowMs = clock.now();
  const now = new Date(nowMs);
  await sessionRows.removeEnded(db, now, new Date(nowMs - idleMs));
  await apiTokenRows.removeEnded(db, new Date(nowMs - TOKENS_KEPT_MS));
  await accessLinkRows.removeEnded(db, now);
  await socketTicketRows.removeEnded(db, now);
  await oidcFlowRows.removeEnded(db, now);
  await loginThrottleRows.removeOld(db, new Date(nowMs - HOUR_MS));
  await revocationRows.removeOld(db, KEPT_MS);
}
