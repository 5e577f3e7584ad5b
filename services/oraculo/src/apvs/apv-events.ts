import { type Apv, apvDetected, apvStatusChanged, apvUpdated } from '@maximus/contracts';
import type { Tx } from '@maximus/storage';
import type { ApvChange } from './refresh-apvs.ts';

/** Fields whose change alone is no news of the APV: those who follow findings get these from the findings' events. */
const counted: ReadonlySet<string> = new Set([
  'affected_services',
  'affected_service_count',
  'affected_project_count',
  'finding_counts',
  'priority_reasons',
  'status',
  'status_reason',
  'status_changed_at',
  'resolved_at',
]);

/** Leaves room below the limit of an event for its envelope. */
const mostBytes = 900 * 1024;

/** Writes the events of one APV with its change; answers how many. */
export function emitApvChange(tx: Tx, change: ApvChange, correlationId: string): number {
  const { apv, before, changed, move } = change;
  if (before === undefined) {
    tx.emit({ event: apvDetected, key: apv.id, correlationId, data: bounded(apv) });
    return 1;
  }
  let count = 0;
  if (move !== undefined) {
    const data = { apv_id: apv.id, from: move.from, to: move.to, reason: move.reason, version: apv.version };
    tx.emit({ event: apvStatusChanged, key: apv.id, correlationId, data });
    count += 1;
  }
  if (changed.some((field) => !counted.has(field))) {
    tx.emit({ event: apvUpdated, key: apv.id, correlationId, data: { ...bounded(apv), changed: [...changed] } });
    count += 1;
  }
  return count;
}

/** The APV within the limit of an event: the longest texts go first, and are named (oraculo.md §6). */
function bounded(apv: Apv): { readonly apv: Apv; readonly truncated?: readonly string[] } {
  if (Buffer.byteLength(JSON.stringify(apv)) <= mostBytes) return { apv };
  const shorter: Apv = { ...apv, details: '', affected_packages: [], references: [], ast_grep_patterns: [] };
  return { apv: shorter, truncated: ['details', 'affected_packages', 'references', 'ast_grep_patterns'] };
}
