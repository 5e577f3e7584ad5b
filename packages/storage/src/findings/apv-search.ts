import { sql } from 'kysely';
import type { Writer } from '../database/index.ts';
import { likePrefix } from '../estate/index.ts';
import type { ApvRow } from './apvs.ts';

/** What a search shows of an APV. */
export type FoundApv = Pick<ApvRow, 'id' | 'code' | 'primary_id' | 'summary' | 'severity_rank' | 'priority' | 'status'>;

/** A word of fewer letters stands at the beginning of nearly everything. */
const leastPrefix = 3;

function lexeme(word: string): string {
  const quoted = `'${word.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
  return word.length < leastPrefix ? quoted : `${quoted}:*`;
}

/** APVs by the beginning of a code, an id or an alias, then by words of summary and packages; the urgent ones first. */
export async function searchApvs(db: Writer, text: string, limit: number): Promise<readonly FoundApv[]> {
  const prefix = likePrefix(text.toLowerCase());
  const words =
    text
      .toLowerCase()
      .match(/[\p{L}\p{N}._@/-]{1,64}/gu)
      ?.slice(0, 10) ?? [];
  const query = words.map(lexeme).join(' & ');
  const { rows } = await sql<FoundApv>`
    with named as (
      select group_key from (select group_key from alias_member where name like ${prefix} limit 500) m
      union select group_key from apv where code like ${prefix.toUpperCase()}
    ), worded as (
      select group_key from apv_words where ${query} <> '' and search @@ to_tsquery('simple', nullif(${query}, ''))
    ), found as (
      select group_key, 0 as rank from named
      union all select group_key, 1 from worded where group_key not in (select group_key from named)
    )
    select a.id, a.code, a.primary_id, a.summary, a.severity_rank, a.priority, a.status
    from found f join apv a using (group_key) where a.superseded_by is null
    order by f.rank, a.urgency, a.group_key limit ${limit}
  `.execute(db.kysely);
  return rows;
}

/** The APVs of groups that some names belong to, by lower-case name. */
export async function apvsOfNames(db: Writer, names: readonly string[]) {
  const { rows } = await sql<{ name: string; id: string; code: string; status: string }>`
    select n.name, a.id, a.code, a.status from alias_member n join apv a using (group_key)
    where n.name = any(${names.map((name) => name.toLowerCase())}::text[]) and a.superseded_by is null
  `.execute(db.kysely);
  return new Map(rows.map(({ name, ...apv }) => [name, apv]));
}
