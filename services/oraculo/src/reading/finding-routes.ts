import {
  type FindingSummary,
  getFinding,
  getFindingPaths,
  listFindingHistory,
  listFindings,
  type QueryOf,
} from '@maximus/contracts';
import { okAnswer, type Route, route } from '@maximus/http';
import { parseId } from '@maximus/kernel';
import {
  type FindingFilter,
  findApv,
  findingHistorySort,
  findingSortColumns,
  pageOfFindingHistory,
  pageOfFindings,
  scopeCodes,
} from '@maximus/storage';
import { errors } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { projectKeysFor } from '../rest/apv-list.ts';
import { findingSummaries } from '../rest/finding-summaries.ts';
import { priorities, severityRanks } from '../rules/urgency.ts';
import { findingWithPlaces, pathsOfFinding } from './finding-view.ts';
import { afterOf, cursorOf } from './pages.ts';

type Query = QueryOf<typeof listFindings>;

/** Findings of the whole estate: list, page, paths, history. */
export function findingRoutes(parts: Parts): Route[] {
  return [
    route(listFindings, async ({ query }) => okAnswer(await findingPage(parts, query))),
    route(getFinding, async ({ params }) => {
      const finding = await findingWithPlaces(parts, uuidOf(params.id));
      return okAnswer(finding, { etag: `"${finding.version}"` });
    }),
    route(getFindingPaths, async ({ params }) => okAnswer(await pathsOfFinding(parts, uuidOf(params.id)))),
    route(listFindingHistory, async ({ params, query }) => {
      const after = afterOf(query.cursor, 'version', findingHistorySort.length);
      const page = await pageOfFindingHistory(parts.database, uuidOf(params.id), { after, limit: query.limit });
      return okAnswer({ items: page.items, next_cursor: cursorOf('version', page.next) });
    }),
  ];
}

function uuidOf(id: string): string {
  const uuid = parseId('fnd', id);
  if (uuid === undefined) throw errors.finding_not_found(`"${id}" is no id of a finding`);
  return uuid;
}

async function findingPage(parts: Parts, query: Query) {
  const sort = query.sort ?? 'priority';
  const filter = await findingFilterOf(parts, query);
  const after = afterOf(query.cursor, sort, findingSortColumns(sort, filter).length);
  const page = await pageOfFindings(parts.database, { filter, sort, after, limit: query.limit });
  const items: readonly FindingSummary[] = await findingSummaries(
    parts.database,
    page.items.map(({ id }) => id),
  );
  return { items, next_cursor: cursorOf(sort, page.next) };
}

/** The filter of a query; exports use the same. */
export async function findingFilterOf(
  parts: Parts,
  query: Omit<Query, 'limit' | 'cursor' | 'sort'>,
): Promise<FindingFilter> {
  const { apv } = query;
  const named = apv === undefined ? undefined : await findApv(parts.database, { uuid: parseId('apv', apv), text: apv });
  return {
    status: query.status,
    open: query.open,
    priority: query.priority === undefined ? undefined : priorities.indexOf(query.priority),
    severityRank: query.severity === undefined ? undefined : severityRanks.indexOf(query.severity),
    kev: query.kev,
    ecosystem: query.ecosystem,
    packageName: query.package,
    scope: query.scope === undefined ? undefined : scopeCodes.indexOf(query.scope),
    direct: query.direct,
    // One that is not there has no findings; a merged one's are those of the one it lives on in.
    groupKey: apv === undefined ? undefined : (named?.superseded_by ?? named?.group_key ?? -1),
    projectKeys: await projectKeysFor(parts, query),
  };
}
