import type { Actor, StateChange } from '@maximus/contracts';

/** A row of any history: of findings, of patches, of decisions. */
export interface HistoryRow {
  readonly from_status: string | null;
  readonly to_status: string;
  readonly at: Date;
  readonly actor: string;
  readonly by_whom: string | null;
  readonly reason: string;
  readonly correlation_id: string;
  readonly version: number;
}

/** A step of a history in its wire form (apv.md §7). */
export function toStateChange(row: HistoryRow): StateChange {
  return {
    ...(row.from_status !== null && { from: row.from_status }),
    to: row.to_status,
    at: row.at.toISOString(),
    actor: row.actor as Actor,
    ...(row.by_whom !== null && { by: row.by_whom }),
    reason: row.reason,
    correlation_id: row.correlation_id,
    version: row.version,
  };
}
