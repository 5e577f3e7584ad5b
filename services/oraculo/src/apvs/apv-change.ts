import type { ApvMove, ApvRow, ApvWrite } from '@maximus/storage';

/** An APV as it was and as it is to be. */
export interface ApvChange {
  readonly before: ApvRow | undefined;
  readonly write: ApvWrite;
  readonly move: ApvMove | undefined;
  /** Whether anything but counts and the names of services differs. */
  readonly isNews: boolean;
}

/** Columns that follow every write. */
const bookkeeping: ReadonlySet<string> = new Set(['version', 'updated_at', 'last_seen_at', 'due_base_at']);
/** Those who follow findings get these from the findings' events; the score grows with every service that is affected. */
const counted: ReadonlySet<string> = new Set(['project_count', 'service_count', 'finding_counts', 'score', 'urgency']);
/** Parts of the assessment that repeat counts, or that nobody is shown. */
const countedParts: ReadonlySet<string> = new Set([
  'affected_services',
  'priority_reasons',
  'context',
  'inputs',
  'oraculo_version',
]);

/** What a write changes; nothing when the row says so already and the words are not new. */
export function changeOf(before: ApvRow | undefined, write: ApvWrite, hasNewWords: boolean): ApvChange | undefined {
  const isMoved = before?.status !== write.status;
  const move = isMoved
    ? {
        groupKey: write.group_key,
        version: write.version,
        from: before?.status ?? null,
        to: write.status,
        reason: write.status_reason ?? '',
      }
    : undefined;
  if (before === undefined) return { before, write, move, isNews: true };
  let differs = hasNewWords;
  let isNews = hasNewWords;
  for (const [name, value] of Object.entries(write)) {
    if (bookkeeping.has(name)) continue;
    const old = before[name as keyof ApvRow];
    if (name === 'assessment') {
      const parts = differingParts(old as Record<string, unknown>, value as Record<string, unknown>);
      differs ||= parts.length > 0;
      isNews ||= parts.some((part) => !countedParts.has(part));
    } else if (!isSame(old, value)) {
      differs = true;
      isNews ||= !counted.has(name);
    }
  }
  return differs ? { before, write, move, isNews } : undefined;
}

/** Whether a change is told on the bus. */
export function isToldOf({ isNews, move }: ApvChange): boolean {
  return isNews || move !== undefined;
}

function differingParts(old: Readonly<Record<string, unknown>>, now: Readonly<Record<string, unknown>>): string[] {
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...names].filter((name) => !isSameJson(old[name], now[name]));
}

function isSame(old: unknown, now: unknown): boolean {
  if (old instanceof Date) return typeof now === 'string' && old.getTime() === Date.parse(now);
  if (old === Number.POSITIVE_INFINITY) return now === 'infinity';
  // The columns keep single precision.
  if (typeof old === 'number' && typeof now === 'number') return Math.fround(old) === Math.fround(now);
  return isSameJson(old ?? null, now ?? null);
}

/** Whether two values are the same JSON, whatever the order of keys: PostgreSQL gives objects back in one of its own. */
function isSameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((each, place) => isSameJson(each, b[place]));
  }
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const name of Object.keys(left)) if (!isSameJson(left[name], right[name])) return false;
  for (const name of Object.keys(right)) if (right[name] !== undefined && left[name] === undefined) return false;
  return true;
}

/** The row that a write makes, as reading it would give it. */
export function rowOf(write: ApvWrite): ApvRow {
  const date = (value: string | null) => (value === null || value === 'infinity' ? null : new Date(value));
  const at = (value: string) => new Date(value);
  return {
    ...write,
    status_changed_at: at(write.status_changed_at),
    due_at: date(write.due_at) ?? Number.POSITIVE_INFINITY,
    due_base_at: date(write.due_base_at),
    published: date(write.published),
    modified: at(write.modified),
    processed_at: at(write.processed_at),
    withdrawn_at: date(write.withdrawn_at),
    first_detected_at: at(write.first_detected_at),
    last_seen_at: at(write.last_seen_at),
    resolved_at: date(write.resolved_at),
    created_at: at(write.created_at),
    updated_at: at(write.updated_at),
    superseded_by: null,
  };
}
