import { sql } from 'kysely';
import type { Writer } from '../database/index.ts';

/** What a line of a list shows of findings, by their UUIDs, in no order; one statement. */
export async function findingLines(db: Writer, ids: readonly string[]) {
  return await db.kysely
    .selectFrom('finding as f')
    .innerJoin('project as p', 'p.key', 'f.project_key')
    .innerJoin('component as c', 'c.key', 'f.component_key')
    .innerJoin('apv as a', 'a.group_key', 'f.group_key')
    .innerJoin('alias_group as g', 'g.key', 'f.group_key')
    .leftJoin('component_match as m', (join) =>
      join.onRef('m.component_key', '=', 'f.component_key').onRef('m.group_key', '=', 'f.group_key'),
    )
    .selectAll('f')
    .select([
      'p.id as project_id',
      'p.slug as project_slug',
      'p.last_scan_at',
      'c.id as component_id',
      'c.version as locked_version',
      'a.id as apv_id',
      'a.code',
      'a.primary_id',
      'a.kind',
      'a.priority',
      'a.score',
      'a.severity_rank',
      'a.cvss',
      'a.epss',
      'a.in_kev',
      'a.due_at',
      'g.id as group_id',
      'm.fixed_version',
      'm.confidence',
    ])
    .where(sql<boolean>`f.id = any(${ids}::uuid[])`)
    .execute();
}
