import { readdirSync } from 'node:fs';
import { silentLogger as logger } from '@maximus/observability';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../testing/index.ts';
import { migrations } from './registry.ts';
import { runMigrations } from './run-migrations.ts';
import type { Migration } from './types.ts';

let db: TestDatabase;

beforeEach(async () => {
  db = await openTestDatabase();
});
afterEach(() => db.close());

const step = (id: string, text: string): Migration => ({ id, up: (run) => run(text) });
const run = (...steps: Migration[]) => runMigrations(db.connection, [...migrations, ...steps], logger);
const seen = async (name: string) =>
  (await sql<{ at: string | null }>`select to_regclass(${name}) as at`.execute(db.database.kysely)).rows[0]?.at;

test('every file of a step is registered under its own name', () => {
  const files = readdirSync(import.meta.dirname)
    .filter((name) => /^\d{4}-/.test(name))
    .map((name) => name.replace('.ts', ''));
  expect(migrations.map(({ id }) => id)).toEqual(files.sort());
});

test('steps are applied once, whoever starts at the same time', async () => {
  const steps = [
    step('9001-a', 'create table a (n int)'),
    step('9002-b', 'create table b (n int); insert into b values (1)'),
  ];
  const reports = await Promise.all(Array.from({ length: 4 }, () => run(...steps)));
  expect(reports.flatMap(({ applied }) => applied)).toEqual(['9001-a', '9002-b']);
  expect(await run(...steps)).toEqual({ applied: [] });
});

test('a step that fails leaves nothing of itself behind, and those before it in place', async () => {
  const failing = run(
    step('9001-a', 'create table a (n int)'),
    step('9002-b', 'create table b (n int); select nonsense'),
  );
  await expect(failing).rejects.toMatchObject({
    code: 'storage.migration_failed',
    message: expect.stringContaining('9002-b'),
  });
  expect([await seen('a'), await seen('b')]).toEqual(['a', null]);
  await run(step('9001-a', 'create table a (n int)'), step('9002-b', 'create table b (n int)'));
  expect(await seen('b')).toBe('b');
});

test('a schema of a newer program is refused', async () => {
  await run(step('9001-a', 'create table a (n int)'));
  await expect(run()).rejects.toMatchObject({
    code: 'storage.schema_newer',
    message: expect.stringContaining('9001-a'),
  });
});

test('a step that was changed after it was applied is refused; its indentation may change', async () => {
  await run(step('9001-a', 'create table a (n int)'));
  expect(await run(step('9001-a', '  create table a\n    (n int)\n'))).toEqual({ applied: [] });
  const changed = run(step('9001-a', 'create table a (n bigint)'));
  await expect(changed).rejects.toMatchObject({ code: 'storage.schema_changed' });
});

test('steps must be named and in order', async () => {
  for (const steps of [[step('x', 'select 1')], [step('9002-b', 'select 1'), step('9001-a', 'select 1')]]) {
    await expect(run(...steps)).rejects.toMatchObject({ code: 'storage.migration_failed' });
  }
});
