import { type Selectable, sql } from 'kysely';
import type { Tx, Writer } from '../database/index.ts';
import type { FindingTables } from './tables.ts';

/** A decision that holds beyond one finding, as it is stored. */
export type AcceptanceRow = Selectable<FindingTables['acceptance']>;

/** The decisions in force about some groups at a time. */
export async function acceptancesInForce(
  db: Writer,
  groupKeys: readonly number[],
  atMs: number,
): Promise<readonly AcceptanceRow[]> {
  const { rows } = await sql<AcceptanceRow>`
    select * from acceptance where group_key = any(${groupKeys}::int[]) and ended_at is null
      and (expires_at is null or expires_at > ${new Date(atMs)}::timestamptz)
    order by created_at, id
  `.execute(db.kysely);
  return rows;
}

/** A decision to be written. */
export type NewAcceptance = Omit<
  AcceptanceRow,
  'ended_at' | 'ended_reason' | 'version' | 'created_at' | 'updated_at' | 'vex'
> & { readonly vex: object | null };

/** Writes a decision; it is in force from now on. */
export async function insertAcceptance(tx: Tx, acceptance: NewAcceptance, atMs: number): Promise<void> {
  const at = new Date(atMs);
  const vex = acceptance.vex === null ? null : JSON.stringify(acceptance.vex);
  await tx.kysely
    .insertInto('acceptance')
    .values({ ...acceptance, vex: vex as string, created_at: at, updated_at: at })
    .execute();
}

/** Ends decisions that are past their end; answers their ids and the findings that they held. */
export async function endExpired(
  tx: Tx,
  atMs: number,
): Promise<{ readonly acceptances: readonly string[]; readonly findingIds: readonly string[] }> {
  const at = new Date(atMs);
  const { rows } = await sql<{ id: string }>`
    update acceptance set ended_at = ${at}::timestamptz, ended_reason = 'expired', version = version + 1, updated_at = ${at}::timestamptz
    where ended_at is null and expires_at <= ${at}::timestamptz returning id
  `.execute(tx.kysely);
  const acceptances = rows.map(({ id }) => id);
  if (acceptances.length === 0) return { acceptances, findingIds: [] };
  const held = await sql<{ id: string }>`
    select id from finding where acceptance_id = any(${acceptances}::uuid[]) and status in ('accepted', 'not_affected')
  `.execute(tx.kysely);
  return { acceptances, findingIds: held.rows.map(({ id }) => id) };
}

/** What the cover of a decision is judged by, per finding. */
export interface CoverFacts {
  readonly id: string;
  readonly baseEcosystem: string;
  readonly nameKey: string;
  readonly version: string | null;
}

/** Those facts of some findings. */
export async function coverFactsOf(db: Writer, findingIds: readonly string[]): Promise<Map<string, CoverFacts>> {
  const { rows } = await sql<CoverFacts>`
    select f.id, c.base_ecosystem as "baseEcosystem", c.name_key as "nameKey", c.version
    from finding f join component c on c.key = f.component_key where f.id = any(${findingIds}::uuid[])
  `.execute(db.kysely);
  return new Map(rows.map((row) => [row.id, row]));
}
