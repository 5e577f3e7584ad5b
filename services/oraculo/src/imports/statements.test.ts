import type { Database } from '@maximus/storage';
import { expect, test } from 'vitest';
import { advisory, inventoryOf, openFixture } from '../testing/fixture.ts';
import { importSnapshot } from './import-snapshot.ts';

/** The same database, with every statement counted that goes through it. */
function counting(database: Database): { readonly database: Database; taken(): number } {
  let statements = 0;
  type Plugin = Parameters<Database['kysely']['withPlugin']>[0];
  const plugin: Plugin = {
    transformQuery: ({ node }) => {
      statements += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return {
    database: {
      ...database,
      kysely: database.kysely.withPlugin(plugin),
      transaction: (work) =>
        database.transaction((tx) => work({ ...tx, kysely: tx.kysely.withPlugin(plugin) as typeof tx.kysely })),
    },
    taken: () => {
      const taken = statements;
      statements = 0;
      return taken;
    },
  };
}

const packageName = (n: number) => `package-${n}`;

test('an import takes as many statements for a thousand components as for ten, and fewer once they are known', async () => {
  await using fixture = await openFixture();
  await fixture.publish(Array.from({ length: 400 }, (_, n) => advisory(`GHSA-${n}`, packageName(n), '2.0.0')));
  const { database, taken } = counting(fixture.parts.database);
  const importOf = async (slug: string, from: number, count: number) => {
    const project = await fixture.project(slug);
    const packages = Array.from({ length: count }, (_, n) => ({ name: packageName(from + n), version: '1.0.0' }));
    using lease = fixture.parts.index.lease();
    taken();
    const report = await importSnapshot({ ...fixture.parts, database }, lease.live, {
      projectKey: project.key,
      projectId: project.id,
      inventory: inventoryOf(packages),
      scanId: project.id,
      correlationId: 'test',
    });
    return { ...report, statements: taken() };
  };
  const small = await importOf('small', 0, 10);
  const large = await importOf('large', 10, 1_000);
  expect([small.opened, large.opened]).toEqual([10, 390]);
  expect(large.statements).toBeLessThanOrEqual(small.statements);
  const again = await importOf('again', 0, 1_010);
  expect(again.opened).toBe(400);
  expect(again.statements).toBeLessThan(small.statements);
  expect(again.statements).toBeLessThan(40);
});
