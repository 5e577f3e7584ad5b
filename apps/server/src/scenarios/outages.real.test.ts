import { systemClock } from '@maximus/kernel';
import { silentLogger } from '@maximus/observability';
import { openDatabase } from '@maximus/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApvFlow, startFlow } from '../testing/apv-flow.ts';
import { type Estate, estateMissing, startEstate } from '../testing/estate.ts';
import { type HealthAnswer, healthOf } from '../testing/health-of.ts';
import type { LiveReader } from '../testing/live-reader.ts';
import { until } from '../testing/until.ts';

const missing = await estateMissing();

describe.skipIf(missing !== '')(`two servers lose what they stand on, while APVs are made and read${missing}`, () => {
  let estate: Estate;
  beforeAll(async () => {
    estate = await startEstate();
  }, 300_000);
  afterAll(async () => {
    await estate?.[Symbol.asyncDispose]();
  });

  const urls = () => estate.nodes.map(({ url }) => url);

  /** Readers at each server and behind the balancer, and a flow that has begun. */
  async function begin(): Promise<{ readers: LiveReader[]; flow: ApvFlow }> {
    const readers = await Promise.all([...urls(), ...urls(), estate.url, estate.url].map((url) => estate.read(url)));
    const flow = startFlow(estate.ada, urls());
    await more(flow, 10);
    return { readers, flow };
  }

  async function more(flow: ApvFlow, count: number): Promise<void> {
    const wanted = flow.acknowledged.size + count;
    await until(`${count} more are acknowledged`, () => flow.acknowledged.size >= wanted, {
      withinMs: 90_000,
      state: () => [flow.acknowledged.size, flow.refused],
    });
  }

  async function says(what: string, fits: (health: HealthAnswer) => boolean): Promise<void> {
    let last: unknown;
    for (const url of urls()) {
      const holds = async () => {
        const health = await healthOf(url, estate.ada.cookie);
        last = health;
        return health !== undefined && fits(health);
      };
      await until(`/health of ${url} says ${what}`, holds, { withinMs: 60_000, state: () => last });
    }
  }

  const check = (name: string, status: string) => (health: HealthAnswer) => health.checks[name]?.status === status;

  /** Nothing that was acknowledged is lost, and nothing came twice, also not later. Answers how often each reader reloaded. */
  async function settle(readers: readonly LiveReader[], flow: ApvFlow): Promise<number[]> {
    await flow.stop();
    await says('that no event waits', (health) => health.checks['bus']?.detail?.startsWith('0 events') === true);
    // What comes last proves that nothing is on its way any more.
    const last = startFlow(estate.ada, urls());
    await more(last, 4);
    await last.stop();
    const made = [...flow.acknowledged.values(), ...last.acknowledged.values()];
    await until('every reader knows all', () => readers.every((reader) => reader.knows(made)), {
      state: () => [made.length, readers.map((reader) => reader.unknownOf(made).length)],
    });
    for (const reader of readers) expect(reader.repeats()).toEqual([]);
    const database = openDatabase({
      connection: estate.postgres.connection,
      clock: systemClock,
      logger: silentLogger,
      applicationName: 'scenario',
    });
    const names = [...flow.acknowledged.keys(), ...last.acknowledged.keys()];
    const stored = await database.kysely
      .selectFrom('apv')
      .select('primary_id')
      .where('primary_id', 'in', names)
      .execute();
    await database.close();
    expect(stored.map(({ primary_id }) => primary_id).sort()).toEqual(names.sort());
    for (const reader of readers) reader.close();
    return readers.map(({ resyncs }) => resyncs);
  }

  it('kill -9 of a server: its clients go on at the other, and it joins again', async () => {
    const { readers, flow } = await begin();
    await estate.nodes[0]?.kill();
    await more(flow, 30);
    await until('the clients behind the balancer are at the other', () =>
      readers.slice(4).every(({ live }) => live.state === 'connected'),
    );
    await estate.nodes[0]?.start();
    await more(flow, 10);
    expect(await settle(readers, flow)).toEqual([0, 0, 0, 0, 0, 0]);
  }, 240_000);

  it('Kafka is away for 30 s: requests and live clients notice nothing, /health does', async () => {
    const { readers, flow } = await begin();
    await estate.kafka.stop();
    const back = performance.now() + 30_000;
    await more(flow, 10);
    await says('degraded', (health) => check('bus', 'degraded')(health) && health.httpStatus === 200);
    await until('30 s are over', () => performance.now() > back);
    const refused = flow.refused;
    await estate.kafka.restart();
    await says('healthy again', check('bus', 'healthy'));
    await more(flow, 10);
    expect(refused).toBe(0);
    expect(await settle(readers, flow)).toEqual([0, 0, 0, 0, 0, 0]);
  }, 240_000);

  it('Redis is stopped and comes back: every client stays live and reloads at most twice', async () => {
    const { readers, flow } = await begin();
    const [redis] = estate.redis.nodes;
    await redis?.kill();
    await says('degraded', (health) => check('redis', 'degraded')(health) && health.httpStatus === 200);
    const before = [...flow.acknowledged.values()];
    await more(flow, 10);
    const during = [...flow.acknowledged.values()].slice(before.length);
    // While it is away: each server reads the events of both.
    await until('every reader knows what was made meanwhile', () => readers.every((reader) => reader.knows(during)), {
      state: () => readers.map((reader) => reader.unknownOf(during).length),
    });
    const refused = flow.refused;
    await redis?.start();
    await says('healthy again', check('redis', 'healthy'));
    await more(flow, 10);
    expect(refused).toBe(0);
    for (const count of await settle(readers, flow)) expect(count).toBeLessThanOrEqual(2);
  }, 240_000);

  it('PostgreSQL is stopped and comes back: refused meanwhile, clients without a gap', async () => {
    const { readers, flow } = await begin();
    await estate.postgres.stop();
    await says('unhealthy', (health) => health.httpStatus === 503 && health.status === 'unhealthy');
    // Another check may have said so first: what the database answered before it went is kept for five seconds.
    const readiness = async (url: string) => {
      const ready = await fetch(`${url}/ready`);
      return [ready.status, await ready.json()];
    };
    for (const url of urls())
      await expect.poll(() => readiness(url)).toEqual([503, { ready: false, reasons: ['database: away'] }]);
    for (const url of urls()) expect((await fetch(`${url}/live`)).status).toBe(200);
    const { refused } = flow;
    await until('the flow is refused', () => flow.refused > refused);
    await estate.postgres.restart();
    await says('healthy again', check('database', 'healthy'));
    for (const url of urls()) await until('it is ready', async () => (await fetch(`${url}/ready`)).status === 200);
    await more(flow, 10);
    expect(await settle(readers, flow)).toEqual([0, 0, 0, 0, 0, 0]);
  }, 240_000);

  it('PostgreSQL crashes in the middle of writes: what was acknowledged is there', async () => {
    const { readers, flow } = await begin();
    await estate.postgres.crash();
    await estate.postgres.restart();
    await says('healthy again', check('database', 'healthy'));
    await more(flow, 10);
    expect(await settle(readers, flow)).toEqual([0, 0, 0, 0, 0, 0]);
  }, 240_000);
});
