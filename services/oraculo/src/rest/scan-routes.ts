import {
  cancelScan,
  getScan,
  listScans as listEndpoint,
  removeTestApvs as removeEndpoint,
  type Scan,
  startScan,
  triggerTestApv as triggerEndpoint,
} from '@maximus/contracts';
import { acceptedAnswer, decodeCursor, encodeCursor, okAnswer, type Route, route } from '@maximus/http';
import { parseId, unwrap } from '@maximus/kernel';
import {
  askToCancel,
  eventIdFor,
  findScan,
  type Jobs,
  listScans,
  projectsByKey,
  type ScanRow,
  snapshotIdsOf,
  type Writer,
  wireId,
} from '@maximus/storage';
import { errors } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { projectNamed } from '../projects/manage-projects.ts';
import { removeTestApvs, triggerTestApv } from '../projects/test-apvs.ts';
import { requestProjectScan } from '../scans/request-scan.ts';
import { toScan } from '../scans/to-scan.ts';

/** Scans: start, list, look, cancel. */
export function scanRoutes(parts: Parts, jobs: Jobs): Route[] {
  const { database } = parts;
  return [
    route(startScan, async ({ body, correlationId }) => {
      const projects = await wantedProjects(parts, body);
      const scans: string[] = [];
      for (const project of projects) {
        const request = { trigger: body.trigger, minSeverity: body.min_severity, correlationId };
        const asked = await database.transaction((tx) => requestProjectScan(tx, parts, jobs, project, request));
        scans.push(asked.scanId);
      }
      const [first] = scans;
      if (first === undefined) throw errors.project_not_found('no project is to be scanned');
      return acceptedAnswer({ scan_id: wireId('scn', first), scans: scans.length });
    }),
    route(listEndpoint, async ({ query }) => {
      const asked = query.sort ?? '-queued';
      const after = query.cursor === undefined ? undefined : unwrap(decodeCursor(query.cursor, asked, 2)).key;
      const project = query.project === undefined ? undefined : await projectNamed(parts, query.project);
      const page = await listScans(database, {
        limit: query.limit,
        newestFirst: asked === '-queued',
        projectKey: project?.key,
        state: query.state,
        after,
      });
      const next = page.next === null ? null : encodeCursor({ sort: asked, key: page.next });
      return okAnswer({ items: await toScans(database, page.items), next_cursor: next });
    }),
    route(getScan, async ({ params }) => okAnswer(await scanNamed(parts, params.id))),
    route(cancelScan, async ({ params }) => {
      const scan = await scanNamed(parts, params.id);
      const uuid = parseId('scn', scan.scan_id) ?? '';
      const asked = await database.transaction((tx) => askToCancel(tx, uuid));
      if (asked === undefined) throw errors.scan_finished('the scan has ended');
      return acceptedAnswer((await toScans(database, [asked]))[0]);
    }),
  ];
}

/** What makes and removes APVs for tests of the loop; refused in production (oraculo.md §7). */
export function testRoutes(parts: Parts): Route[] {
  const allowed = () => {
    if (!parts.config.test.endpoints) throw errors.test_disabled('the test endpoints are off');
  };
  return [
    route(triggerEndpoint, async ({ body, correlationId }) => {
      allowed();
      const apvId = await triggerTestApv(parts, {
        cveId: body.cve_id,
        severity: body.severity ?? 'high',
        packageName: body.package ?? 'maximus-test-package',
        project: body.project,
        correlationId,
      });
      return acceptedAnswer({ apv_id: apvId, event_id: await eventIdFor(parts.database, apvId) });
    }),
    route(removeEndpoint, async ({ correlationId }) => {
      allowed();
      return okAnswer({ removed: await removeTestApvs(parts, correlationId) });
    }),
  ];
}

async function wantedProjects(parts: Parts, body: { project?: string | undefined; ecosystem?: string | undefined }) {
  if (body.project !== undefined) {
    const project = await projectNamed(parts, body.project);
    if (project.archived) throw errors.project_not_found(`the project "${body.project}" is archived`);
    return [project];
  }
  let rows = parts.database.kysely
    .selectFrom('project')
    .select(['project.key', 'project.id'])
    .where('project.archived', '=', false)
    .where('project.source_kind', 'in', ['path', 'git']);
  const { ecosystem } = body;
  if (ecosystem !== undefined) {
    rows = rows.where((where) =>
      where.exists(
        where
          .selectFrom('occurrence as o')
          .innerJoin('component as c', 'c.key', 'o.component_key')
          .select('o.project_key')
          .whereRef('o.project_key', '=', 'project.key')
          .where('c.base_ecosystem', '=', ecosystem),
      ),
    );
  }
  return rows.orderBy('project.key').execute();
}

async function scanNamed({ database }: Parts, id: string): Promise<Scan> {
  const row = await findScan(database, id);
  if (row === undefined) throw errors.scan_not_found(`there is no scan "${id}"`);
  return (await toScans(database, [row]))[0] as Scan;
}

async function toScans(db: Writer, rows: readonly ScanRow[]): Promise<readonly Scan[]> {
  const projects = await projectsByKey(
    db,
    rows.flatMap(({ project_key }) => project_key ?? []),
  );
  const ids = new Map(projects.map(({ key, id }) => [key, id]));
  const snapshots = await snapshotIdsOf(
    db,
    rows.flatMap(({ snapshot_key }) => snapshot_key ?? []),
  );
  return rows.map((row) =>
    toScan(row, { project: ids.get(row.project_key ?? -1), snapshot: snapshots.get(row.snapshot_key ?? '') }),
  );
}
