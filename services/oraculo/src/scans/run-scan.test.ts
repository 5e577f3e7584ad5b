import { newUuid } from '@maximus/kernel';
import { requestScan } from '@maximus/storage';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Fixture, openFixture } from '../testing/fixture.ts';
import { runScan } from './run-scan.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
}, 120_000);
afterAll(() => fixture[Symbol.asyncDispose]());

test('a scan that fails at each try is running until the last one, and then failed without the cause', async () => {
  const { parts, keeper, clock } = fixture;
  const project = await fixture.project('unlucky', { source: { kind: 'path', location: '/srv/unlucky' } });
  const { id } = await parts.database.transaction((tx) =>
    requestScan(tx, {
      id: newUuid(clock),
      projectKey: project.key,
      trigger: 'manual',
      correlationId: 'test',
      atMs: clock.now(),
    }),
  );
  const broken = async () => {
    throw new Error('invalid byte sequence in /srv/secret');
  };
  const tools = { parts, keeper, sources: { path: broken }, credentials: async () => undefined };
  const run = (attempt: number) =>
    runScan(tools, id, {
      ...{ id: '1', attempt, maxAttempts: 2, signal: new AbortController().signal },
      progress: () => undefined,
    });
  const stored = () =>
    parts.database.kysely.selectFrom('scan').select(['state', 'errors']).where('id', '=', id).executeTakeFirstOrThrow();
  await expect(run(1)).rejects.toThrow('invalid byte');
  expect((await stored()).state).toBe('running');
  await expect(run(2)).rejects.toThrow('invalid byte');
  expect(await stored()).toEqual({
    state: 'failed',
    errors: [{ code: 'oraculo.scan_gave_up', message: 'gave up after 2 tries' }],
  });
});
