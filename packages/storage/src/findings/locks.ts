import { sql } from 'kysely';
import type { Tx } from '../database/index.ts';

/** `maxm` in ASCII; the second number names what is locked. */
const space = 0x6d61786d;
const matching = 1;
const grouping = 2;

/**
 * Taken by imports, many at once: what matches cannot change until the end of the transaction. Without it an import could
 * read the matches before a delta writes them, and the delta the occurrences before the import writes them, and a
 * finding would be missed by both.
 */
export async function holdMatching(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${space}, ${matching})`.execute(tx.kysely);
}

/** Taken by whatever changes what matches; waits for imports in hand, and those that come later wait for it. */
export async function takeMatching(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${space}, ${matching})`.execute(tx.kysely);
}

/** Taken by whoever makes or changes alias groups. */
export async function takeGrouping(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${space}, ${grouping})`.execute(tx.kysely);
}
