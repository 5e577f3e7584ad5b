import { sql } from 'kysely';
import type { Writer } from '../database/index.ts';

/** What an event says of the things that compact keys stand for. */
export interface BatchFacts {
  readonly projects: ReadonlyMap<number, string>;
  readonly components: ReadonlyMap<number, { readonly id: string; readonly purl: string }>;
}

/** UUIDs of projects and components by their keys. */
export async function batchFactsOf(
  db: Writer,
  projectKeys: readonly number[],
  componentKeys: readonly number[],
): Promise<BatchFacts> {
  const projects = await sql<{ key: number; id: string }>`
    select key, id from project where key = any(${projectKeys}::int[])
  `.execute(db.kysely);
  const components = await sql<{ key: number; id: string; purl: string }>`
    select key, id, purl from component where key = any(${componentKeys}::int[])
  `.execute(db.kysely);
  return {
    projects: new Map(projects.rows.map(({ key, id }) => [key, id])),
    components: new Map(components.rows.map(({ key, ...rest }) => [key, rest])),
  };
}

/** Id of the newest event with a key; empty when retention has removed it. */
export async function eventIdFor(db: Writer, key: string): Promise<string> {
  const row = await db.kysely
    .selectFrom('outbox')
    .select('event_id')
    .where('key', '=', key)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.event_id ?? '';
}
