import {
  type CheckState,
  diffSnapshots,
  listSnapshotComponents,
  listSnapshots,
  type Snapshot,
  type SnapshotComponent,
} from '@maximus/contracts';
import { errors as httpErrors, okAnswer, type Route, route } from '@maximus/http';
import { parseId } from '@maximus/kernel';
import {
  pageOfSnapshots,
  type SnapshotRow,
  snapshotByUuid,
  snapshotIdsOf,
  snapshotSort,
  wireId,
} from '@maximus/storage';
import { errors } from '../errors.ts';
import type { TakenFile } from '../imports/taken-inventory.ts';
import type { Parts } from '../parts.ts';
import { projectNamed } from '../projects/manage-projects.ts';
import { afterOf, cursorOf } from './pages.ts';
import { diffOf } from './snapshot-diff.ts';
import { graphOf } from './snapshot-graph.ts';

/** Snapshots of a project, what each held, and what changed between two. */
export function snapshotRoutes(parts: Parts): Route[] {
  const { database } = parts;
  return [
    route(listSnapshots, async ({ params, query }) => {
      const project = await projectNamed(parts, params.id);
      const after = afterOf(query.cursor, 'taken', snapshotSort.length);
      const page = await pageOfSnapshots(database, project.key, { after, limit: query.limit });
      const before = page.items.flatMap(({ diff_from }) => diff_from ?? []);
      const ids = await snapshotIdsOf(database, before);
      const items = page.items.map((row) => toSnapshot(row, project.id, ids.get(row.diff_from ?? '')));
      return okAnswer({ items, next_cursor: cursorOf('taken', page.next) });
    }),
    route(listSnapshotComponents, async ({ params, query }) => {
      const graph = await graphNamed(parts, params.id);
      const wanted = query.q?.toLowerCase();
      const all = graph
        .flatMap(componentsOf)
        .filter(({ name }) => wanted === undefined || name.toLowerCase().includes(wanted));
      // A snapshot does not change: a place in its list is a place for ever.
      const [key] = afterOf(query.cursor, 'place', 1) ?? [];
      const start = Number(key ?? 0);
      if (!Number.isSafeInteger(start) || start < 0)
        throw httpErrors.bad_cursor('the cursor does not belong to this list');
      const end = start + query.limit;
      const next = end < all.length ? [String(end)] : null;
      return okAnswer({ items: all.slice(start, end), next_cursor: cursorOf('place', next), total: all.length });
    }),
    route(diffSnapshots, async ({ params }) => {
      const [a, b] = [await snapshotNamed(parts, params.a), await snapshotNamed(parts, params.b)];
      if (a.project_key !== b.project_key)
        throw errors.snapshots_unrelated('the two snapshots belong to different projects');
      const [from, to] = [await graphNamed(parts, params.a), await graphNamed(parts, params.b)];
      return okAnswer({ from: wireId('snp', a.id), to: wireId('snp', b.id), ...diffOf(from, to) });
    }),
  ];
}

async function snapshotNamed({ database }: Parts, id: string): Promise<SnapshotRow> {
  const uuid = parseId('snp', id);
  const row = uuid === undefined ? undefined : await snapshotByUuid(database, uuid);
  if (row === undefined) throw errors.snapshot_not_found(`there is no snapshot "${id}"`);
  return row;
}

/** What a snapshot held; one that failed or is being imported held nothing yet. */
async function graphNamed(parts: Parts, id: string): Promise<readonly TakenFile[]> {
  return (await graphOf(parts, await snapshotNamed(parts, id))) ?? [];
}

function componentsOf({ path, components }: TakenFile): SnapshotComponent[] {
  return components.map(({ purl, ecosystem, name, version, requested, scope, direct, override, line }) => ({
    purl,
    ecosystem,
    name,
    ...(version !== undefined && { version }),
    ...(requested !== undefined && { requested }),
    file: path,
    scope,
    direct,
    ...(override !== undefined && { override }),
    ...(line !== undefined && { line }),
  }));
}

function toSnapshot(row: SnapshotRow, projectId: string, before: string | undefined): Snapshot {
  const digest = row.content_digest?.toString('hex') ?? '';
  return {
    id: wireId('snp', row.id),
    project_id: wireId('prj', projectId),
    ...(row.commit_id !== null && { commit: row.commit_id }),
    ...(row.ref !== null && { ref: row.ref }),
    taken_at: row.taken_at.toISOString(),
    source_digest: digest,
    tool: row.tool,
    status: row.status as Snapshot['status'],
    check_state: row.check_state as CheckState,
    files: row.files as unknown as Snapshot['files'],
    component_count: row.component_count,
    graph: { digest },
    ...(before !== undefined && { diff_from: wireId('snp', before) }),
    added: row.added,
    removed: row.removed,
  };
}
