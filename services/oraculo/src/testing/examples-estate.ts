import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIndex } from '@maximus/advisories';
import { createProject, type Endpoint, listScans } from '@maximus/contracts';
import { systemClock, unwrap } from '@maximus/kernel';
import { openTestDatabase, type TestDatabase } from '@maximus/storage/testing';
import { type CallInput, type RunningOraculo, runOraculo } from './running.ts';

const examples = join(import.meta.dirname, '../../../../examples');

/** The example projects, scanned with the example advisories, on a real PostgreSQL. */
export interface ExamplesEstate extends AsyncDisposable {
  readonly oraculo: RunningOraculo;
  readonly database: TestDatabase['database'];
  /** The body of an endpoint's answer. */
  read<T>(endpoint: Endpoint, input?: CallInput): Promise<T>;
}

/** Opens it, with every scan ended. */
export async function openExamplesEstate(): Promise<ExamplesEstate> {
  const dir = mkdtempSync(join(tmpdir(), 'maximus-examples-'));
  unwrap(await buildIndex({ out: dir, from: [join(examples, 'advisories')], clock: systemClock }));
  const test = await openTestDatabase({ poolSize: 8 });
  const oraculo = await runOraculo({
    database: test.database,
    clock: systemClock,
    indexDir: dir,
    config: { source: { roots: [examples] }, index: { max_age: '36500d' } },
  });
  const read = async <T>(endpoint: Endpoint, input?: CallInput) => (await oraculo.call(endpoint, input)).body as T;
  for (const name of ['go-gateway', 'npm-shop', 'python-notes']) {
    const source = { kind: 'path', location: join(examples, name) };
    await oraculo.call(createProject, { body: { name, slug: name, team: `team-${name}`, source } });
  }
  await scansEnded(read);
  return {
    oraculo,
    database: test.database,
    read,
    [Symbol.asyncDispose]: async () => {
      await oraculo[Symbol.asyncDispose]();
      await test.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const waitMs = 120_000;

async function scansEnded(read: ExamplesEstate['read']): Promise<void> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const { items } = await read<{ items: readonly { state: string }[] }>(listScans);
    if (items.length >= 3 && items.every(({ state }) => state === 'succeeded' || state === 'partial')) return;
    if (Date.now() > deadline) throw new Error(`the scans do not end: ${items.map(({ state }) => state).join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
