import { sql } from 'kysely';
import type { Tx } from '../database/index.ts';

/** Two groups that became one. */
export interface Merge {
  readonly key: number;
  /** The survivor. */
  readonly by: number;
}

/**
 * Moves everything of merged groups to their survivors (apv.md §1): findings, of which duplicates keep the more advanced
 * status and both histories; acceptances; names. Their matches are dropped, because they are judged again right after.
 */
export async function mergeGroups(
  tx: Tx,
  merges: readonly Merge[],
  change: { readonly atMs: number; readonly correlationId: string },
): Promise<void> {
  if (merges.length === 0) return;
  const at = new Date(change.atMs);
  const pairs = sql`unnest(${merges.map(({ key }) => key)}::int[], ${merges.map(({ by }) => by)}::int[]) as p (old, now)`;
  await sql`
    with twins as (
      select a.id as old_id, b.id as id, a.status as old_status, b.status, a.version as old_version, b.version,
        ${rankOf('a.status')} > ${rankOf('b.status')} as advances
      from ${pairs} join finding a on a.group_key = p.old
      join finding b on b.group_key = p.now and b.component_key = a.component_key and b.project_key = a.project_key
    ), moved as (
      insert into finding_history (finding_id, version, from_status, to_status, at, actor, by_whom, reason, correlation_id)
      select t.id, t.version + h.version, h.from_status, h.to_status, h.at, h.actor, h.by_whom, h.reason, h.correlation_id
      from twins t join finding_history h on h.finding_id = t.old_id
    ), told as (
      insert into finding_history (finding_id, version, from_status, to_status, at, actor, reason, correlation_id)
      select id, version + old_version + 1, status, case when advances then old_status else status end, ${at}::timestamptz, 'oraculo',
        'two alias groups became one; the more advanced status stays', ${change.correlationId}
      from twins
    ), kept as (
      update finding f set status = case when t.advances then a.status else f.status end,
        resolution = case when t.advances then a.resolution else f.resolution end,
        vex = coalesce(f.vex, a.vex), acceptance_id = coalesce(f.acceptance_id, a.acceptance_id),
        confirmation = coalesce(f.confirmation, a.confirmation),
        resolved_at = case when t.advances then a.resolved_at else f.resolved_at end,
        first_seen_at = least(f.first_seen_at, a.first_seen_at),
        patch_ids = array(select distinct unnest(f.patch_ids || a.patch_ids)),
        regressed_count = f.regressed_count + a.regressed_count,
        version = t.version + t.old_version + 1, status_changed_at = ${at}::timestamptz, updated_at = ${at}::timestamptz
      from twins t join finding a on a.id = t.old_id where f.id = t.id
    )
    select from twins
  `.execute(tx.kysely);
  await sql`
    delete from finding a using ${pairs}, finding b
    where a.group_key = p.old and b.group_key = p.now and b.component_key = a.component_key
      and b.project_key = a.project_key
  `.execute(tx.kysely);
  await sql`update finding f set group_key = p.now from ${pairs} where f.group_key = p.old`.execute(tx.kysely);
  await sql`update acceptance a set group_key = p.now from ${pairs} where a.group_key = p.old`.execute(tx.kysely);
  await sql`update alias_member m set group_key = p.now from ${pairs} where m.group_key = p.old`.execute(tx.kysely);
  // Matches go along with their findings: one that no advisory bears out any more is then seen to be gone, and retracted.
  await sql`
    insert into component_match (component_key, group_key, fingerprint, kind, confidence, fixed_version, removed_by,
      fixed_versions, matched)
    select distinct on (m.component_key, p.now) m.component_key, p.now, m.fingerprint, m.kind, m.confidence,
      m.fixed_version, m.removed_by, m.fixed_versions, m.matched
    from ${pairs} join component_match m on m.group_key = p.old
    order by m.component_key, p.now, p.old
    on conflict (component_key, group_key) do nothing
  `.execute(tx.kysely);
  await sql`delete from component_match m using ${pairs} where m.group_key = p.old`.execute(tx.kysely);
  await sql`
    update alias_group g set superseded_by = p.now from ${pairs} where g.key = p.old or g.superseded_by = p.old
  `.execute(tx.kysely);
}

/** How far a finding has come; of twins the one that is further stays. */
const ranks = {
  retracted: 0,
  suspected: 1,
  could_not_check: 2,
  confirmed: 3,
  resolved: 4,
  not_affected: 5,
  accepted: 6,
  remediating: 7,
  delivered: 8,
} as const;

function rankOf(column: 'a.status' | 'b.status') {
  const cases = Object.entries(ranks).map(([status, rank]) => sql`when ${sql.lit(status)} then ${sql.lit(rank)}`);
  return sql`(case ${sql.ref(column)} ${sql.join(cases, sql` `)} end)`;
}
