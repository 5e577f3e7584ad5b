import { sql } from 'kysely';
import type { Writer } from '../database/index.ts';

/** Keys of the projects of a team, a service or both, archived ones too: their findings are retracted and still theirs. */
export async function projectKeysOf(
  db: Writer,
  wanted: { readonly team?: string | undefined; readonly service?: string | undefined },
): Promise<readonly number[]> {
  let rows = db.kysely.selectFrom('project').select('key');
  if (wanted.team !== undefined) rows = rows.where('team', '=', wanted.team);
  if (wanted.service !== undefined) rows = rows.where(sql<boolean>`services @> array[${wanted.service}::text]`);
  return (await rows.orderBy('key').execute()).map(({ key }) => key);
}

/** Projects that are archived, or those that are not: a literal, because the indexes are of one part each. */
export function projectQuery(db: Writer, archived: boolean) {
  const rows = db.kysely.selectFrom('project').selectAll();
  return rows.where(archived ? sql<boolean>`archived` : sql<boolean>`not archived`);
}
