import { sql } from 'kysely';
import type { Tx, Writer } from '../database/index.ts';

/** The generation that every match of the estate is up to date with. */
export interface MatchState {
  readonly generation: number;
  readonly digest: string;
  readonly builtAtMs: number;
}

/** How far the estate is matched; `undefined` before the first index. */
export async function readMatchState(db: Writer): Promise<MatchState | undefined> {
  const row = await db.kysely.selectFrom('match_state').selectAll().executeTakeFirst();
  return row && { generation: row.generation, digest: row.digest, builtAtMs: row.built_at.getTime() };
}

/** Notes that every match is up to date with a generation. The caller holds the lock of matching. */
export async function writeMatchState(tx: Tx, state: MatchState, atMs: number): Promise<void> {
  await sql`
    insert into match_state (generation, digest, built_at, matched_at)
    values (${state.generation}, ${state.digest}, ${new Date(state.builtAtMs)}::timestamptz, ${new Date(atMs)}::timestamptz)
    on conflict (one) do update set generation = excluded.generation, digest = excluded.digest,
      built_at = excluded.built_at, matched_at = excluded.matched_at
  `.execute(tx.kysely);
}

/** Keeps the outcome of a check that both directions of matching agree. */
export async function writeDriftCheck(
  db: Writer,
  check: {
    readonly atMs: number;
    readonly generation: number;
    readonly sampled: number;
    readonly drifted: readonly object[];
  },
): Promise<void> {
  await sql`
    insert into drift_check (at, generation, sampled, drifted, detail)
    values (${new Date(check.atMs)}::timestamptz, ${check.generation}, ${check.sampled}, ${check.drifted.length},
      ${JSON.stringify(check.drifted.slice(0, 100))}::jsonb)
    on conflict (at) do nothing
  `.execute(db.kysely);
}
