import { sql } from 'kysely';
import type { Writer } from '../database/index.ts';

/** The text with what `like` reads as a sign made plain. */
export function likePrefix(text: string): string {
  return `${text.replace(/[\\%_]/g, '\\$&')}%`;
}

/** Projects whose slug or name begins with a text, then those that hold it anywhere. */
export async function searchProjects(db: Writer, text: string, limit: number) {
  const prefix = likePrefix(text);
  const { rows } = await sql<{ id: string; slug: string; name: string }>`
    select id, slug, name from project
    where not archived and (slug ilike ${`%${prefix}`} or name ilike ${`%${prefix}`})
    order by (slug = lower(${text})) desc, (slug ilike ${prefix} or name ilike ${prefix}) desc, slug limit ${limit}
  `.execute(db.kysely);
  return rows;
}

/** Components whose name begins with a text, or that a package URL names, exact ones first. */
export async function searchComponents(db: Writer, text: string, limit: number) {
  type Row = { id: string; purl: string; name: string; ecosystem: string; version: string | null };
  const found = text.startsWith('pkg:')
    ? sql<Row>`
        select id, purl, name, ecosystem, version from component
        where purl >= ${text} and purl < ${`${text}\u{10FFFF}`} order by purl limit ${limit}`
    : sql<Row>`
        select id, purl, name, ecosystem, version from (
          (select id, purl, name, ecosystem, version, 0 as rank from component
            where lower(name) = lower(${text}) order by key desc limit ${limit})
          union all
          (select id, purl, name, ecosystem, version, 1 as rank from component
            where lower(name) like lower(${likePrefix(text)}) and lower(name) <> lower(${text})
            order by lower(name) using ~<~, key desc limit ${limit})
        ) c order by rank limit ${limit}`;
  return (await found.execute(db.kysely)).rows;
}
