import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frozenClock, unwrap } from '@maximus/kernel';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FeedServer } from '../testing/feed-server.ts';
import { memoryIndex } from '../testing/memory-index.ts';
import { openLayered } from './open-index.ts';
import { updateIndex } from './update-index.ts';
import { verifyIndex } from './verify-index.ts';

const server = new FeedServer();
let address = '';

beforeAll(async () => {
  address = await server.start();
});

afterAll(() => server.stop());

/** A small world, so that groups join and split and packages change hands often. */
const id = fc.integer({ min: 0, max: 11 });
const record = fc.record({
  id,
  aliases: fc.array(
    fc.oneof(
      fc.integer({ min: 0, max: 7 }).map((n) => `CVE-2026-${n}`),
      id.map((n) => `R-${n}`),
    ),
    { maxLength: 3 },
  ),
  packages: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }),
  published: fc.option(fc.integer({ min: 1, max: 28 })),
});
const world = fc.uniqueArray(record, { selector: (each) => each.id, minLength: 1, maxLength: 12 });

type Generated = typeof record extends fc.Arbitrary<infer T> ? T : never;

function osv(each: Generated, step: number) {
  return {
    id: `R-${each.id}`,
    modified: `2026-11-01T00:00:${String(step).padStart(2, '0')}Z`,
    ...(each.published === null ? {} : { published: `2020-01-${String(each.published).padStart(2, '0')}T00:00:00Z` }),
    aliases: each.aliases,
    affected: each.packages.map((n) => ({
      package: { ecosystem: n % 2 === 0 ? 'npm' : 'PyPI', name: `p${n}` },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: String(step) }] }],
      versions: [`1.${n}`, `2.${each.id}`],
    })),
  };
}

test('a base with any deltas answers as a build from the same records', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(world, { minLength: 2, maxLength: 4 }), async (steps) => {
      const dir = mkdtempSync(join(tmpdir(), 'maximus-delta-'));
      try {
        let current = new Map<number, { id: string; modified: string }>();
        for (const [step, records] of steps.entries()) {
          // Each step replaces some records, keeps the others, and from the second on removes the first one.
          const next = new Map(current);
          for (const each of records) next.set(each.id, osv(each, step));
          const gone = step === 0 ? undefined : next.keys().next().value;
          current = next;
          if (gone !== undefined && next.size > 1) current.delete(gone);
          await server.publish('npm', [...current.values()]);
          if (gone !== undefined && !current.has(gone)) announce(`R-${gone}`, step);
          const report = unwrap(await run(dir, step));
          expect(report.wrote).toBe(step === 0 ? 'base' : 'delta');
        }
        await compare(dir, [...current.values()]);
      } finally {
        rmSync(dir, { recursive: true, force: true });
      }
    }),
    { numRuns: 40 },
  );
});

/** The list still names a record that is gone, newer than before: that is how a removal shows. */
function announce(gone: string, step: number): void {
  const path = '/osv/npm/modified_id.csv';
  const row = `2026-11-01T00:00:${String(step).padStart(2, '0')}Z,${gone}\n`;
  server.files.set(path, Buffer.concat([Buffer.from(row), server.files.get(path) as Buffer]));
}

function run(dir: string, step: number) {
  return updateIndex({
    dir,
    clock: frozenClock(Date.parse('2026-11-02T00:00:00Z') + step),
    feeds: { osv: `${address}/osv` },
    ecosystems: ['npm'],
    network: { requestsPerMinute: 1_000_000 },
  });
}

async function compare(dir: string, records: readonly { id: string }[]): Promise<void> {
  const verification = unwrap(await verifyIndex(dir));
  expect(verification.faults).toEqual([]);
  const index = unwrap(openLayered(dir));
  const whole = memoryIndex({ records });
  expect(index.manifest.digest).toBe(whole.manifest.digest);
  expect(index.manifest.ecosystems).toEqual(whole.manifest.ecosystems);
  for (let n = 0; n < 12; n += 1) {
    for (const name of [`R-${n}`, `CVE-2026-${n}`]) {
      const group = whole.groupOf(name);
      expect(index.groupOf(name)).toEqual(group);
      if (group !== undefined) expect(index.group(group.id)).toEqual(group);
      expect(index.record(name)).toEqual(whole.record(name));
    }
    for (const ecosystem of ['npm', 'PyPI'])
      expect(index.lookup(ecosystem, `p${n}`)).toEqual(whole.lookup(ecosystem, `p${n}`));
  }
  index.close();
}
