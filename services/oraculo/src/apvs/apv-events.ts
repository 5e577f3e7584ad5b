import { type Apv, apvDetected, apvStatusChanged, apvUpdated } from '@maximus/contracts';
import type { ApvMove, Tx } from '@maximus/storage';

/** Fields whose change alone is no news of the APV: those who follow findings get these from the findings' events. */
const counted: ReadonlySet<string> = new Set([
  'affected_services',
  'affected_service_count',
  'affected_project_count',
  'finding_counts',
  'priority_reasons',
  'priority_score',
  'status',
  'status_reason',
  'status_changed_at',
  'resolved_at',
]);
/** Fields that follow every write. */
const bookkeeping: ReadonlySet<string> = new Set(['version', 'updated_at', 'last_seen_at', 'oraculo_version']);

/** Leaves room below the limit of an event for its envelope. */
const mostBytes = 900 * 1024;

/** Writes the events of one APV with its change; answers how many. */
export function emitApvChange(
  tx: Tx,
  apv: Apv,
  before: Apv | undefined,
  move: ApvMove | undefined,
  correlationId: string,
): number {
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
  const changed = changedFields(before, apv);
  if (changed.some((field) => !counted.has(field))) {
    tx.emit({ event: apvUpdated, key: apv.id, correlationId, data: { ...bounded(apv), changed } });
    count += 1;
  }
  return count;
}

function changedFields(before: Apv, apv: Apv): string[] {
  const [old, now] = [before as unknown as Record<string, unknown>, apv as unknown as Record<string, unknown>];
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...names].filter((name) => !bookkeeping.has(name) && !isEqual(old[name], now[name])).sort();
}

function isEqual(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => isEqual(left[name], right[name]));
}

/** The APV within the limit of an event: the longest texts go first, and are named (oraculo.md §6). */
function bounded(apv: Apv): { readonly apv: Apv; readonly truncated?: readonly string[] } {
  if (Buffer.byteLength(JSON.stringify(apv)) <= mostBytes) return { apv };
  const shorter: Apv = { ...apv, details: '', affected_packages: [], references: [], ast_grep_patterns: [] };
  return { apv: shorter, truncated: ['details', 'affected_packages', 'references', 'ast_grep_patterns'] };
}
