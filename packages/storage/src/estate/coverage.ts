import { sql } from 'kysely';
import type { Writer } from '../database/index.ts';

/** Projects that are not archived, and how many of them were checked completely and lately. */
export interface Coverage {
  readonly projects: number;
  readonly ok: number;
}

/** Reads the coverage of the estate; one pass over its projects, cheap enough for every few seconds. */
export async function readCoverage(db: Writer): Promise<Coverage> {
  const { rows } = await sql<Coverage>`
    select count(*)::int as projects, (count(*) filter (where check_state = 'ok'))::int as ok
    from project where not archived
  `.execute(db.kysely);
  return rows[0] ?? { projects: 0, ok: 0 };
}
