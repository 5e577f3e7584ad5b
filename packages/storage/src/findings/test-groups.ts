import { sql } from 'kysely';
import type { Tx } from '../database/index.ts';

/** Makes the group of a record that no feed brings, or finds it; the name is kept apart from those of feeds. */
export async function addTestGroup(
  tx: Tx,
  group: { readonly id: string; readonly record: object; readonly atMs: number },
): Promise<number> {
  const name = `test:${group.id.toLowerCase()}`;
  const known = await sql<{ key: number }>`
    select group_key as key from alias_member where name = ${name}
  `.execute(tx.kysely);
  const found = known.rows[0]?.key;
  if (found !== undefined) return found;
  const at = new Date(group.atMs);
  const { rows } = await sql<{ key: number }>`
    insert into alias_group (id, primary_id, first_seen_at, own_record, created_at)
    values (maximus_uuid7(${at}::timestamptz), ${group.id}, ${at}::timestamptz, ${JSON.stringify(group.record)}::jsonb,
      ${at}::timestamptz)
    returning key
  `.execute(tx.kysely);
  const key = rows[0]?.key ?? 0;
  await sql`
    insert into alias_member (name, group_key, id, is_record, first_seen_at)
    values (${name}, ${key}, ${group.id}, true, ${at}::timestamptz)
  `.execute(tx.kysely);
  return key;
}

/** Removes every such group with all that hangs on it, and what only they brought into the estate. */
export async function removeTestGroups(
  tx: Tx,
): Promise<readonly { readonly id: string; readonly status: string; readonly version: number }[]> {
  const groups = sql`(select key from alias_group where own_record is not null)`;
  await sql`delete from finding where group_key in ${groups}`.execute(tx.kysely);
  await sql`delete from component_match where group_key in ${groups}`.execute(tx.kysely);
  await sql`delete from acceptance where group_key in ${groups}`.execute(tx.kysely);
  const { rows } = await sql<{ id: string; status: string; version: number }>`
    delete from apv where group_key in ${groups} returning id, status, version
  `.execute(tx.kysely);
  await sql`delete from alias_member where group_key in ${groups}`.execute(tx.kysely);
  await sql`delete from alias_group where own_record is not null`.execute(tx.kysely);
  await sql`
    delete from occurrence where component_key in (select key from component where base_ecosystem = 'test')
  `.execute(tx.kysely);
  return rows;
}
