import type { AuditEntry } from '@maximus/contracts';
import { decodeCursor, encodeCursor, errors as httpErrors } from '@maximus/http';
import { canonicalText, parseId, unwrap } from '@maximus/kernel';
import { auditRows, type Writer } from '@maximus/storage';
import { entryOf } from './entry-of.ts';

/** What a list of the log is narrowed by, in the words of `GET /hitl/analytics/audit-logs`. */
export interface AuditListQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly decision_id?: string | undefined;
  /** Id of the thing it was done to. */
  readonly entity?: string | undefined;
  readonly action?: string | undefined;
  readonly user?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** One page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next_cursor: string | null;
}

const sort = 'newest';

/** Entries newest first. Throws `http.bad_cursor`. */
export async function auditList(db: Writer, query: AuditListQuery): Promise<Page<AuditEntry>> {
  const after = query.cursor === undefined ? undefined : String(unwrap(decodeCursor(query.cursor, sort, 1)).key.at(0));
  if (after !== undefined && parseId('log', after) === undefined)
    throw httpErrors.bad_cursor('the cursor does not belong to this list');
  const action = query.action === undefined ? undefined : canonicalText(query.action);
  const rows = await auditRows.list(db, {
    descending: true,
    limit: query.limit + 1,
    ...(after !== undefined && { after }),
    ...(action !== undefined && (action.endsWith('*') ? { actionPrefix: action.slice(0, -1) } : { action })),
    ...(query.decision_id !== undefined && { decisionId: canonicalText(query.decision_id) }),
    ...(query.entity !== undefined && { entityId: canonicalText(query.entity) }),
    ...(query.user !== undefined && { actor: canonicalText(query.user) }),
    ...(query.from !== undefined && { from: new Date(query.from) }),
    ...(query.to !== undefined && { to: new Date(query.to) }),
  });
  const shown = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(entryOf),
    next_cursor: last === undefined ? null : encodeCursor({ sort, key: [last.logId] }),
  };
}
