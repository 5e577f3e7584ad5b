import {
  archiveProject as archiveEndpoint,
  createProject,
  getProject,
  listProjects,
  postInventory,
  scanProject,
  updateProject,
  uploadSbom,
} from '@maximus/contracts';
import { type Answer, acceptedAnswer, decodeCursor, encodeCursor, okAnswer, type Route, route } from '@maximus/http';
import { unwrap } from '@maximus/kernel';
import { type Jobs, keysetPage, projectQuery, type SortColumn, wireId } from '@maximus/storage';
import type { Parts } from '../parts.ts';
import { archiveProject, changeProject, projectNamed, registerProject } from '../projects/manage-projects.ts';
import { toProjects } from '../projects/to-project.ts';
import { requestProjectScan } from '../scans/request-scan.ts';
import { takeUpload } from './take-upload.ts';

const id: SortColumn = { column: 'id', type: 'uuid', direction: 'asc' };
const sorts = {
  name: { column: 'name', type: 'text' },
  slug: { column: 'slug', type: 'text' },
  last_scan: { column: 'last_scan_at', type: 'timestamptz', nullable: true },
  created: { column: 'created_at', type: 'timestamptz' },
} as const;

/** Projects: list, register, change, archive, scan, and what CI brings in. */
export function projectRoutes(parts: Parts, jobs: Jobs): Route[] {
  const etag = (version: number) => ({ etag: `"${version}"` });
  return [
    route(listProjects, async ({ query }) => okAnswer(await listOf(parts, query))),
    route(createProject, async ({ body, correlationId }): Promise<Answer> => {
      const { project } = await registerProject(parts, jobs, body, { correlationId });
      const headers = { location: `/api/estate/projects/${project.id}`, ...etag(project.version) };
      return { status: 201, body: project, headers };
    }),
    route(getProject, async ({ params }) => {
      const [project] = await toProjects(parts.database, parts, [await projectNamed(parts, params.id)]);
      return okAnswer(project, etag(project?.version ?? 0));
    }),
    route(updateProject, async ({ params, body, correlationId, headers }) => {
      const expected = versionOf(headers['if-match']);
      const project = await changeProject(parts, params.id, body, { correlationId, expected });
      return okAnswer(project, etag(project.version));
    }),
    route(archiveEndpoint, async ({ params, correlationId, headers }) => {
      const expected = versionOf(headers['if-match']);
      return okAnswer(await archiveProject(parts, params.id, { correlationId, expected }));
    }),
    route(scanProject, async ({ params, correlationId }) => {
      const project = await projectNamed(parts, params.id);
      const { scanId, joined } = await parts.database.transaction((tx) =>
        requestProjectScan(tx, parts, jobs, project, { trigger: 'manual', correlationId }),
      );
      return acceptedAnswer({ scan_id: wireId('scn', scanId), joined });
    }),
    route(uploadSbom, (input) => takeUpload(parts, jobs, 'sbom', input)),
    route(postInventory, (input) => takeUpload(parts, jobs, 'inventory', input)),
  ];
}

/** The version of an `If-Match`; any other form of it asks for nothing that could be compared. */
function versionOf(ifMatch: string | undefined): number | undefined {
  const found = /^"(\d{1,9})"$/.exec(ifMatch ?? '');
  return found === null ? undefined : Number(found[1]);
}

type Query = Parameters<Parameters<typeof route<typeof listProjects>>[1]>[0]['query'];

async function listOf(parts: Parts, query: Query) {
  const asked = query.sort ?? 'name';
  const name = asked.replace(/^-/, '') as keyof typeof sorts;
  const direction = asked.startsWith('-') ? 'desc' : 'asc';
  const sort: SortColumn[] = [
    { ...sorts[name], direction },
    { ...id, direction },
  ];
  const after = query.cursor === undefined ? undefined : unwrap(decodeCursor(query.cursor, asked, sort.length)).key;
  let rows = projectQuery(parts.database, query.archived);
  if (query.team !== undefined) rows = rows.where('team', '=', query.team);
  if (query.source !== undefined) rows = rows.where('source_kind', '=', query.source);
  if (query.check_state !== undefined) rows = rows.where('check_state', '=', query.check_state);
  if (query.q !== undefined) {
    const pattern = `%${query.q.replace(/[\\%_]/g, '\\$&')}%`;
    rows = rows.where((either) => either.or([either('name', 'ilike', pattern), either('slug', 'ilike', pattern)]));
  }
  const page = await keysetPage(rows, { sort, after, limit: query.limit });
  return {
    items: await toProjects(parts.database, parts, page.items),
    next_cursor: page.next === null ? null : encodeCursor({ sort: asked, key: page.next }),
  };
}
