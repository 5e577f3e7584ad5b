import { CompiledQuery, type Kysely } from 'kysely';
import pg from 'pg';
import { CopyInput } from '../database/index.ts';
import type { Tables } from '../tables.ts';
import { type BulkValue, copyLine } from './copy-format.ts';

const chunkCharacters = 64 << 10;

/**
 * Loads rows into a table through COPY, five to ten times as fast as inserts: inside the transaction of the caller, as a
 * stream, so that its rows need not be in memory at once. Values stand in the order of `columns`. Conflicts fail the
 * whole load; load into a temporary table where some are expected. Answers the number of rows.
 */
export async function copyRows(
  kysely: Kysely<Tables>,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly BulkValue[]> | AsyncIterable<readonly BulkValue[]>,
): Promise<number> {
  const names = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  let count = 0;
  async function* chunks(): AsyncGenerator<string> {
    let chunk = '';
    for await (const row of rows) {
      count += 1;
      chunk += copyLine(row);
      if (chunk.length < chunkCharacters) continue;
      yield chunk;
      chunk = '';
    }
    if (chunk !== '') yield chunk;
  }
  const statement = `copy ${pg.escapeIdentifier(table)} (${names}) from stdin`;
  await kysely.executeQuery(CompiledQuery.raw(statement, [new CopyInput(chunks)]));
  return count;
}
