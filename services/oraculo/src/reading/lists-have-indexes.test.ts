import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Endpoint, listApvs, listComponents, listFindings, listProjects, listScans } from '@maximus/contracts';
import { systemClock } from '@maximus/kernel';
import { silentLogger } from '@maximus/observability';
import { type OpenDatabase, openSession, type Session } from '@maximus/storage';
import { openTestDatabase, type TestDatabase } from '@maximus/storage/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningOraculo, runOraculo } from '../testing/running.ts';

let testDatabase: TestDatabase;
let oraculo: RunningOraculo;
const indexDir = mkdtempSync(join(tmpdir(), 'maximus-lists-'));
type Plugin = Parameters<OpenDatabase['kysely']['withPlugin']>[0];
const asked: Parameters<Plugin['transformQuery']>[0]['node'][] = [];
let session: Session;

beforeAll(async () => {
  testDatabase = await openTestDatabase({ role: 'owner' });
  const recorder: Plugin = {
    transformQuery: ({ node }) => {
      asked.push(node);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  session = openSession({ connection: testDatabase.connection, applicationName: 'plans', logger: silentLogger });
  const database: OpenDatabase = {
    ...testDatabase.database,
    kysely: testDatabase.database.kysely.withPlugin(recorder),
  };
  oraculo = await runOraculo({ database, clock: systemClock, indexDir });
});
afterAll(async () => {
  await session.close();
  await oraculo[Symbol.asyncDispose]();
  await testDatabase.close();
  rmSync(indexDir, { recursive: true, force: true });
});

function sortsOf({ query }: Endpoint): readonly string[] {
  const sort = query?.shape['sort'] as { unwrap(): { options: readonly string[] } } | undefined;
  return sort?.unwrap().options ?? [];
}

/** The plan of the page's statement, made as if sorting and reading whole tables cost without end. */
async function planOf(endpoint: Endpoint, query: object): Promise<string> {
  asked.length = 0;
  await oraculo.call(endpoint, { query });
  const { kysely } = testDatabase.database;
  const compiled = asked.map((node) => kysely.getExecutor().compileQuery(node, { queryId: 'plan' }));
  const page = compiled.find(({ sql }) => sql.includes('keyset_key'));
  if (page === undefined) throw new Error(`${endpoint.id} reads no page`);
  const client = await session.client();
  await client.query(['sort', 'seqscan', 'bitmapscan', 'hashjoin', 'mergejoin'].map(off).join(';'));
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain ${page.sql}`, [...page.parameters]);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

function off(name: string): string {
  return `set enable_${name} = off`;
}

const lists: readonly (readonly [Endpoint, object])[] = [
  [listFindings, {}],
  [listApvs, {}],
  [listComponents, {}],
  [listComponents, { ecosystem: 'npm' }],
  [listProjects, {}],
  [listProjects, { archived: 'true' }],
  [listScans, {}],
  [listScans, { state: 'failed' }],
];

test.each(
  lists.flatMap(([endpoint, filter]) =>
    sortsOf(endpoint).map((sort) => [endpoint.id, sort, JSON.stringify(filter), endpoint, filter] as const),
  ),
)(
  '%s by %s with %s starts in the midst of an index and sorts no table',
  async (_id, sort, _filter, endpoint, filter) => {
    const plan = await planOf(endpoint, { ...filter, sort });
    expect(plan).toMatch(/Index (Only )?Scan/);
    // An incremental sort orders the findings of one APV, whose place in the order the index gives.
    expect(plan.replaceAll('Incremental Sort', '')).not.toMatch(/\bSort\b(?! Key)/);
  },
);
