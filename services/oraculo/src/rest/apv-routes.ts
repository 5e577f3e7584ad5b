import { explainApv, getApv, listApvFindings, listApvHistory, listApvs } from '@maximus/contracts';
import { type Answer, decodeCursor, encodeCursor, okAnswer, type Route, route } from '@maximus/http';
import { parseId, unwrap } from '@maximus/kernel';
import { type ApvWithWords, findApv, keysetPage, patchQuery, type SortColumn, toPatchSummary } from '@maximus/storage';
import { toApv } from '../apvs/apv-document.ts';
import { errors } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { pageOfApvs } from './apv-list.ts';
import { findingSummaries } from './finding-summaries.ts';
import { whyOf } from './why.ts';

const base = '/api/adaptive-immunity/apvs';
const shown = 50;

/** APVs by id, code, CVE or alias: list, page, findings, history, why. */
export function apvRoutes(parts: Parts): Route[] {
  return [
    route(listApvs, async ({ query }) => okAnswer(await pageOfApvs(parts, query))),
    route(getApv, async ({ params }) => {
      const row = await apvNamed(parts, params.id);
      if (row.superseded_by !== null) return movedTo(row, '');
      const findings = await findingsOf(parts, row.group_key, { limit: shown });
      const history = await historyOf(parts, row.group_key, { limit: shown });
      const made = patchQuery(parts.database, { apvId: row.id }).orderBy('patch.created_at', 'desc').limit(shown);
      const patches = (await made.execute()).map(toPatchSummary);
      const apv = toApv(row);
      const links = {
        self: `${base}/${apv.id}`,
        findings: `${base}/${apv.id}/findings`,
        history: `${base}/${apv.id}/history`,
      };
      const body = { ...apv, findings: findings.items, history: history.items, patches, links };
      return okAnswer(body, { etag: `"${apv.version}"` });
    }),
    route(listApvFindings, async ({ params, query }) => {
      const row = await apvNamed(parts, params.id);
      if (row.superseded_by !== null) return movedTo(row, '/findings');
      return okAnswer(await findingsOf(parts, row.group_key, query));
    }),
    route(listApvHistory, async ({ params, query }) => {
      const row = await apvNamed(parts, params.id);
      if (row.superseded_by !== null) return movedTo(row, '/history');
      return okAnswer(await historyOf(parts, row.group_key, query));
    }),
    route(explainApv, async ({ params }) => {
      const row = await apvNamed(parts, params.id);
      if (row.superseded_by !== null) return movedTo(row, `/why/${encodeURIComponent(params.project_id)}`);
      return okAnswer(await whyOf(parts, row, params.project_id));
    }),
  ];
}

/** An APV by anything that names it. */
async function apvNamed({ database }: Parts, text: string): Promise<ApvWithWords & { survivor?: string }> {
  const row = await findApv(database, { uuid: parseId('apv', text), text });
  if (row === undefined) throw errors.apv_not_found(`there is no APV "${text}"`);
  if (row.superseded_by === null) return row;
  const survivor = await database.kysely
    .selectFrom('apv')
    .select('id')
    .where('group_key', '=', row.superseded_by)
    .executeTakeFirst();
  return survivor === undefined ? row : { ...row, survivor: survivor.id };
}

/** A merged APV lives on in another one (apv.md §1). */
function movedTo(row: ApvWithWords & { survivor?: string }, rest: string): Answer {
  if (row.survivor === undefined) throw errors.apv_not_found('the APV ended in one that is gone');
  const { id } = toApv({ ...row, id: row.survivor });
  return { status: 308, headers: { location: `${base}/${id}${rest}` } };
}

interface Page {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

const findingSort: readonly SortColumn[] = [
  { column: 'finding.project_key', type: 'integer', direction: 'asc' },
  { column: 'finding.id', type: 'uuid', direction: 'asc' },
];

async function findingsOf(parts: Parts, groupKey: number, { limit, cursor }: Page) {
  const after = cursor === undefined ? undefined : unwrap(decodeCursor(cursor, 'project', findingSort.length)).key;
  const rows = parts.database.kysely
    .selectFrom('finding')
    .select('finding.id')
    .where('finding.group_key', '=', groupKey);
  const page = await keysetPage(rows, { sort: findingSort, after, limit });
  return {
    items: await findingSummaries(
      parts.database,
      page.items.map(({ id }) => id),
    ),
    next_cursor: page.next === null ? null : encodeCursor({ sort: 'project', key: page.next }),
  };
}

const historySort: readonly SortColumn[] = [{ column: 'version', type: 'integer', direction: 'desc' }];

async function historyOf({ database }: Parts, groupKey: number, { limit, cursor }: Page) {
  const after = cursor === undefined ? undefined : unwrap(decodeCursor(cursor, 'version', historySort.length)).key;
  const rows = database.kysely.selectFrom('apv_history').selectAll().where('group_key', '=', groupKey);
  const page = await keysetPage(rows, { sort: historySort, after, limit });
  return {
    items: page.items.map((row) => ({
      ...(row.from_status !== null && { from: row.from_status }),
      to: row.to_status,
      at: row.at.toISOString(),
      actor: row.actor,
      ...(row.by_whom !== null && { by: row.by_whom }),
      reason: row.reason,
      correlation_id: row.correlation_id,
      version: row.version,
    })),
    next_cursor: page.next === null ? null : encodeCursor({ sort: 'version', key: page.next }),
  };
}
