import {
  type ComponentUse,
  getComponent,
  type ListedComponent,
  listComponentProjects,
  listComponents,
  type QueryOf,
} from '@maximus/contracts';
import { errors as httpErrors, okAnswer, type Route, route } from '@maximus/http';
import { parseId } from '@maximus/kernel';
import {
  type ComponentFilter,
  componentSortColumns,
  findComponent,
  type ListedComponentRow,
  pageOfComponents,
  projectsOfComponent,
  useOfComponents,
  wireId,
} from '@maximus/storage';
import { baseEcosystem, normaliseName } from '@maximus/versions';
import { errors } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { afterOf, cursorOf } from './pages.ts';

type Query = QueryOf<typeof listComponents>;

/** Components of the estate: which there are, and who has them. */
export function componentRoutes(parts: Parts): Route[] {
  const { database } = parts;
  return [
    route(listComponents, async ({ query }) => {
      const sort = query.sort ?? 'purl';
      const after = afterOf(query.cursor, sort, componentSortColumns(sort).length);
      const page = await pageOfComponents(database, { filter: filterOf(query), sort, after, limit: query.limit });
      return okAnswer({ items: await toListed(parts, page.items), next_cursor: cursorOf(sort, page.next) });
    }),
    route(getComponent, async ({ params }) => {
      const [item] = await toListed(parts, [await componentNamed(parts, params.id)]);
      return okAnswer(item);
    }),
    route(listComponentProjects, async ({ params, query }) => {
      const component = await componentNamed(parts, params.id);
      const [key] = afterOf(query.cursor, 'project', 1) ?? [];
      const after = Number(key ?? 0);
      if (!Number.isSafeInteger(after)) throw httpErrors.bad_cursor('the cursor does not belong to this list');
      const page = await projectsOfComponent(database, component.key, { after, limit: query.limit });
      const items: ComponentUse[] = page.items.map(({ projectId, team, files, ...use }) => ({
        project_id: wireId('prj', projectId),
        ...use,
        files: [...files],
        ...(team !== null && { team }),
      }));
      return okAnswer({ items, next_cursor: cursorOf('project', page.next === null ? null : [page.next]) });
    }),
  ];
}

function filterOf({ purl, name, version, ecosystem }: Query): ComponentFilter {
  if (version !== undefined && purl === undefined && name === undefined)
    throw httpErrors.bad_request('version is asked for together with name or purl');
  // The version stands behind the last `@`; one at the beginning of a name is written `%40`.
  const hasVersion = purl?.slice(purl.lastIndexOf('/')).includes('@') === true;
  const base = ecosystem === undefined ? undefined : baseEcosystem(ecosystem);
  return {
    ...(hasVersion ? { purl } : { purlOfPackage: purl }),
    ...(base === undefined || name === undefined ? { name } : { nameKey: normaliseName(base, name) }),
    baseEcosystem: base,
    version,
  };
}

async function componentNamed({ database }: Parts, id: string): Promise<ListedComponentRow> {
  const found = await findComponent(database, { uuid: parseId('cmp', id), purl: id });
  if (found === undefined) throw errors.component_not_found(`the estate has no component "${id.slice(0, 200)}"`);
  return found;
}

async function toListed({ database }: Parts, rows: readonly ListedComponentRow[]): Promise<ListedComponent[]> {
  const use = await useOfComponents(
    database,
    rows.map(({ key }) => key),
  );
  return rows.map((row) => {
    const { places = 0, projects = 0, matches = 0 } = use.get(row.key) ?? {};
    return {
      id: wireId('cmp', row.id),
      purl: row.purl,
      ecosystem: row.ecosystem,
      name: row.name,
      ...(row.version !== null && { version: row.version }),
      ...(row.requested !== '' && { requested: row.requested }),
      licences: row.licences,
      ...(row.integrity !== null && { digest: row.integrity }),
      first_seen_at: row.first_seen_at.toISOString(),
      occurrence_count: places,
      project_count: projects,
      advisory_count: matches,
    };
  });
}
