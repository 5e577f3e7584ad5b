import { sql } from 'kysely';
import type { Tx, Writer } from '../database/index.ts';

/** A name of a group that the estate has met. */
export interface MemberRow {
  /** Lower case. */
  readonly name: string;
  readonly groupKey: number;
  readonly isRecord: boolean;
  readonly seenMs: number;
  readonly groupSeenMs: number;
  readonly groupPrimaryId: string;
}

/** A name that a group is to have. */
export interface NewMember {
  readonly groupKey: number;
  /** As its source writes it. */
  readonly id: string;
  readonly isRecord: boolean;
}

/** The members among some names, in lower case. */
export async function membersByName(db: Writer, names: readonly string[]): Promise<readonly MemberRow[]> {
  const { rows } = await sql<MemberRow>`${memberColumns} where m.name = any(${names}::text[])`.execute(db.kysely);
  return rows;
}

/** Every member of some groups. */
export async function membersOfGroups(db: Writer, groupKeys: readonly number[]): Promise<readonly MemberRow[]> {
  const { rows } = await sql<MemberRow>`${memberColumns} where m.group_key = any(${groupKeys}::int[])`.execute(
    db.kysely,
  );
  return rows;
}

const memberColumns = sql`
  select m.name, m.group_key as "groupKey", m.is_record as "isRecord",
    (extract(epoch from m.first_seen_at) * 1000)::float8 as "seenMs",
    (extract(epoch from g.first_seen_at) * 1000)::float8 as "groupSeenMs", g.primary_id as "groupPrimaryId"
  from alias_member m join alias_group g on g.key = m.group_key`;

/** Makes groups, in order; answers their keys. */
export async function addGroups(
  tx: Tx,
  groups: readonly { readonly primaryId: string; readonly splitFrom: number | null }[],
  atMs: number,
): Promise<readonly number[]> {
  if (groups.length === 0) return [];
  const at = new Date(atMs);
  const { rows } = await sql<{ key: number; place: number }>`
    with given as (
      select * from unnest(${groups.map(({ primaryId }) => primaryId)}::text[],
        ${groups.map(({ splitFrom }) => splitFrom)}::int[]) with ordinality as g (primary_id, split_from, place)
    ), keyed as (
      select nextval(pg_get_serial_sequence('alias_group', 'key'))::int as key, given.* from given order by place
    ), written as (
      insert into alias_group (key, id, primary_id, first_seen_at, split_from, created_at) overriding system value
      select key, maximus_uuid7(${at}::timestamptz), primary_id, ${at}::timestamptz, split_from, ${at}::timestamptz from keyed
    )
    select key, place::int as place from keyed order by place
  `.execute(tx.kysely);
  return rows.map(({ key }) => key);
}

/** Gives names to groups; a name that another group had moves, and keeps when it was first met. */
export async function setMembers(tx: Tx, members: readonly NewMember[], atMs: number): Promise<void> {
  if (members.length === 0) return;
  await sql`
    insert into alias_member as m (name, group_key, id, is_record, first_seen_at)
    select n.name, n.group_key, n.id, n.is_record, ${new Date(atMs)}::timestamptz
    from unnest(${members.map(({ id }) => id.toLowerCase())}::text[], ${members.map(({ groupKey }) => groupKey)}::int[],
      ${members.map(({ id }) => id)}::text[], ${members.map(({ isRecord }) => isRecord)}::bool[])
      as n (name, group_key, id, is_record)
    on conflict (name) do update
      set group_key = excluded.group_key, id = excluded.id, is_record = excluded.is_record
      where m.group_key <> excluded.group_key or m.is_record <> excluded.is_record or m.id <> excluded.id
  `.execute(tx.kysely);
}

/** Sets what groups are called by. */
export async function setPrimaryIds(
  tx: Tx,
  groups: readonly { readonly groupKey: number; readonly primaryId: string }[],
): Promise<void> {
  if (groups.length === 0) return;
  await sql`
    update alias_group g set primary_id = n.primary_id
    from unnest(${groups.map(({ groupKey }) => groupKey)}::int[], ${groups.map(({ primaryId }) => primaryId)}::text[])
      as n (key, primary_id)
    where g.key = n.key and g.primary_id <> n.primary_id
  `.execute(tx.kysely);
}

/** What identifies a group to the outside. */
export interface GroupRow {
  readonly key: number;
  readonly id: string;
  readonly primaryId: string;
  readonly supersededBy: number | null;
  readonly splitFrom: number | null;
  /** An OSV record that no feed brings, of a test. */
  readonly ownRecord: object | null;
}

/** Groups by key. */
export async function groupsByKey(db: Writer, keys: readonly number[]): Promise<readonly GroupRow[]> {
  const { rows } = await sql<GroupRow>`
    select key, id, primary_id as "primaryId", superseded_by as "supersededBy", split_from as "splitFrom",
      own_record as "ownRecord"
    from alias_group where key = any(${keys}::int[])
  `.execute(db.kysely);
  return rows;
}

/** Everything that a group was called, for its page and for look-ups in the index. */
export async function namesOfGroups(db: Writer, keys: readonly number[]): Promise<Map<number, readonly string[]>> {
  const { rows } = await sql<{ key: number; ids: string[] }>`
    select group_key as key, array_agg(id order by id) as ids from alias_member
    where group_key = any(${keys}::int[]) group by 1
  `.execute(db.kysely);
  return new Map(rows.map(({ key, ids }) => [key, ids]));
}

/** The next names after one, for walks over all groups. */
export async function membersAfter(
  db: Writer,
  after: string,
  limit: number,
): Promise<readonly { readonly name: string; readonly groupKey: number }[]> {
  const { rows } = await sql<{ name: string; groupKey: number }>`
    select name, group_key as "groupKey" from alias_member where name > ${after} order by name limit ${limit}
  `.execute(db.kysely);
  return rows;
}
