import { getAuditEntry, listAuditEntries } from '@maximus/contracts';
import { decodeCursor, encodeCursor, errors as httpErrors, okAnswer, type Route, route } from '@maximus/http';
import { canonicalText, parseId, unwrap } from '@maximus/kernel';
import { type AuditQuery, auditRows, type Database } from '@maximus/storage';
import type { Audit } from './create-audit.ts';
import { entryOf } from './entry-of.ts';
import { errors } from './errors.ts';

/** The endpoints of the log. Reading one seals what waits, so that what is shown has its place. */
export function auditRoutes({ db, audit }: { readonly db: Database; readonly audit: Audit }): readonly Route[] {
  return [
    route(listAuditEntries, async ({ query }) => {
      await audit.seal();
      const sort = query.sort ?? '-at';
      const after = query.cursor === undefined ? undefined : lastShown(query.cursor, sort);
      const rows = await auditRows.list(db, {
        descending: sort === '-at',
        limit: query.limit + 1,
        ...(after === undefined ? {} : { after }),
        ...filtersOf(query),
      });
      const shown = rows.slice(0, query.limit);
      const last = rows.length > query.limit ? shown.at(-1) : undefined;
      return okAnswer({
        items: shown.map(entryOf),
        next_cursor: last === undefined ? null : encodeCursor({ sort, key: [last.logId] }),
      });
    }),

    route(getAuditEntry, async ({ params }) => {
      await audit.seal();
      const row = await auditRows.byId(db, params.log_id);
      if (row === undefined) throw errors.entry_not_found(`there is no entry ${params.log_id}`);
      return okAnswer(entryOf(row));
    }),
  ];
}

function lastShown(cursor: string, sort: string): string {
  const id = String(unwrap(decodeCursor(cursor, sort, 1)).key.at(0));
  if (parseId('log', id) === undefined) throw httpErrors.bad_cursor('the cursor does not belong to this list');
  return id;
}

type ListQuery = Parameters<Parameters<typeof route<typeof listAuditEntries>>[1]>[0]['query'];

function filtersOf(query: ListQuery): Partial<AuditQuery> {
  const action = query.action === undefined ? undefined : canonicalText(query.action);
  return {
    ...(action === undefined ? {} : action.endsWith('*') ? { actionPrefix: action.slice(0, -1) } : { action }),
    ...(query.actor === undefined ? {} : { actor: canonicalText(query.actor) }),
    ...(query.entity_kind === undefined ? {} : { entityKind: canonicalText(query.entity_kind) }),
    ...(query.entity_id === undefined ? {} : { entityId: canonicalText(query.entity_id) }),
    ...(query.correlation_id === undefined ? {} : { correlationId: canonicalText(query.correlation_id) }),
    ...(query.from === undefined ? {} : { from: new Date(query.from) }),
    ...(query.to === undefined ? {} : { to: new Date(query.to) }),
  };
}
