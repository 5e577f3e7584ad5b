import {
  getLadderOutcomes,
  getMttrTrend,
  getSlaBurn,
  type LadderOutcomes,
  type MttrTrend,
  type SlaBurn,
} from '@maximus/contracts';
import type { Principal } from '@maximus/http';
import { parseId, unwrap } from '@maximus/kernel';
import { patches } from '@maximus/storage';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Fixture, openFixture } from './testing/fixture.ts';

const minuteMs = 60_000;
let review: Fixture;
let ada: Principal;

beforeAll(async () => {
  review = await openFixture();
  ada = await review.person('ada');
  const apv = await review.apv({ priority: 3 });
  review.clock.advance(10 * minuteMs);
  const patchId = await review.patch({ apv, priority: 3 });
  const retirement = parseId('pch', await review.patch({ retiresOverride: true })) ?? '';
  const uuid = parseId('pch', patchId) ?? '';
  const { database } = review.test;
  const step = async (
    to: 'approved' | 'delivering' | 'delivered' | 'merged' | 'verified',
    minutes: number,
    id = uuid,
  ) => {
    review.clock.advance(minutes * minuteMs);
    const change = { actor: to === 'approved' ? 'hitl' : 'eureka', reason: 'test', correlationId: 'c' } as const;
    await database.transaction(async (tx) =>
      unwrap(await patches.transition(tx, id, { ...change, to, atMs: review.clock.now() })),
    );
  };
  await step('approved', 20);
  await step('delivering', 0);
  await step('delivered', 0);
  await step('merged', 30);
  await step('verified', 40);
  // An override that went closed nothing: it is no repair, and no remedy of a rung.
  for (const to of ['approved', 'delivering', 'delivered', 'merged', 'verified'] as const)
    await step(to, 0, retirement);
  const at = new Date(review.clock.now());
  await database.kysely
    .updateTable('decision')
    .set({ status: 'approved', decided_at: at })
    .where('patch_id', '=', uuid)
    .execute();
  await database.kysely
    .updateTable('decision')
    .set({ status: 'cancelled' })
    .where('patch_id', '=', retirement)
    .execute();
  await review.patch({ rung: 'manual-review', priority: 1 });
});
afterAll(() => review.close());

const read = async <T>(...args: Parameters<Fixture['call']>) => (await review.call<T>(...args)).body;

it('the mean time to repair is parted by stage, and the parts add up', async () => {
  const trend = await read<MttrTrend>(getMttrTrend, ada, { query: { range: '24h' } });
  const times = {
    n: 1,
    mean_seconds: 6_000,
    median_seconds: 6_000,
    p95_seconds: 6_000,
    parts: { detected_validated: 600, validated_decided: 1_200, decided_merged: 1_800, merged_verified: 2_400 },
  };
  expect(trend).toMatchObject({ step: 'hour', by_priority: { critical: times } });
  expect(trend.points).toEqual([
    { at: '2026-06-01T13:00:00.000Z', ...times, by_priority: { critical: { n: 1, mean_seconds: 6_000 } } },
  ]);
});

it('a project without a repair has no points, and none is a zero', async () => {
  const trend = await read<MttrTrend>(getMttrTrend, ada, { query: { range: '7d', project: 'nope' } });
  expect(trend).toMatchObject({ step: 'day', points: [], by_priority: {} });
});

it('what was decided too late is told from what is still in time', async () => {
  const burn = await read<SlaBurn>(getSlaBurn, ada, { query: { range: '24h' } });
  expect(burn.points).toMatchObject([{ in_time: 0, at_risk: 0, late: 1 }]);
  expect(burn.points[0]?.used).toBeGreaterThan(1);
  expect(burn.open).toEqual({ medium: { in_time: 1, at_risk: 0, late: 0 } });
  review.clock.advance(14 * minuteMs);
  const later = await read<SlaBurn>(getSlaBurn, ada, { query: { range: '24h', project: 'shop' } });
  expect(later.open).toEqual({ medium: { in_time: 0, at_risk: 1, late: 0 } });
});

it('each rung says what came of its remedies, in the order of the ladder', async () => {
  const { rungs } = await read<LadderOutcomes>(getLadderOutcomes, ada, { query: { range: 'all' } });
  expect(rungs).toMatchObject([
    { rung: 'lock-bump', verified: 1, under_way: 0, waiting: 0 },
    { rung: 'manual-review', verified: 0, waiting: 1 },
  ]);
});
