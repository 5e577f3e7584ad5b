import { kafkaMissing, startKafka, type TestKafka } from '@maximus/bus/testing';
import { provisionRedis, startRedis, type TestRedis } from '@maximus/cache/testing';
import type { Api } from '@maximus/client';
import {
  browserCookies,
  buildPage,
  hasChromium,
  openBrowser,
  openPage,
  sayPagesOnFailure,
  visit,
  waitForLive,
} from '@maximus/web/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { healthOf } from '../testing/health-of.ts';
import { closedFolder, type ServerUnderTest, startServerProcess, stopServer } from '../testing/run-server.ts';
import { type SignedIn, signInFirst } from '../testing/sign-in.ts';
import { until } from '../testing/until.ts';

const missing = await partsMissing();

async function partsMissing(): Promise<string> {
  if (!hasChromium()) return ' (skipped: there is no Chromium)';
  const kafka = await kafkaMissing();
  if (kafka !== undefined) return ` (skipped: ${kafka})`;
  const redis = await provisionRedis();
  return redis.available ? '' : ` (${redis.reason})`;
}

/** dashboard.md §10, scenario 11. */
describe.skipIf(missing !== '')(`an open page, while Redis and Kafka are away${missing}`, () => {
  sayPagesOnFailure();
  const undo: (() => unknown)[] = [];
  let redis: TestRedis;
  let kafka: TestKafka;
  let server: ServerUnderTest;
  let ada: SignedIn;
  let api: Api;
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  beforeAll(async () => {
    buildPage();
    const folder = closedFolder();
    undo.push(() => folder.remove());
    [redis, kafka] = await Promise.all([startRedis({ topology: 'standalone' }), startKafka()]);
    undo.push(
      () => redis.stop(),
      () => kafka.dispose(),
    );
    server = await startServerProcess(folder.dataDir, [], {
      MAXIMUS_REDIS_URL: redis.url,
      MAXIMUS_BUS_DRIVER: 'kafka',
      MAXIMUS_BUS_KAFKA_BROKERS: kafka.brokers.join(','),
      MAXIMUS_BUS_KAFKA_SESSION_TIMEOUT: '6s',
      MAXIMUS_EXAMPLES: 'false',
      MAXIMUS_TEST_ENDPOINTS: 'true',
      MAXIMUS_RATELIMIT_MODE: 'shadow',
    });
    undo.push(() => stopServer(server));
    ada = await signInFirst(server);
    api = ada.api(server.url);
    browser = await openBrowser();
    undo.push(() => browser.close());
  }, 300_000);
  afterAll(async () => {
    for (const one of undo.reverse()) await one();
  });

  it('says what is away, goes on, says no more when it is back, and has lost and doubled nothing', async () => {
    const { page, context, faults } = await openPage(browser, { reducedMotion: 'reduce' });
    await context.addCookies(browserCookies(server, ada.cookie));
    await visit(page, `${server.url}/adaptive-immunity`);
    await waitForLive(page, 'connected');
    const made: string[] = [];
    const trigger = async () => {
      const cve = `CVE-2026-8${String(made.length).padStart(4, '0')}`;
      await until(`${cve} is taken`, async () => {
        const taken = await api.triggerTestApv({ body: { cve_id: cve, severity: 'critical' } });
        return taken.ok;
      });
      made.push(cve);
      return page.getByRole('article', { name: new RegExp(cve) });
    };
    const banner = page.getByText(/^Degraded since/);
    const says = async (what: string, holds: () => Promise<boolean>) => {
      let health: unknown;
      const look = async () => {
        if (await holds()) return true;
        health = await healthOf(server.url, ada.cookie);
        return false;
      };
      await until(`the page says that ${what}`, look, { withinMs: 120_000, state: () => health });
    };
    await (await trigger()).waitFor();
    await says('nothing is away', async () => (await banner.count()) === 0);

    const [node] = redis.nodes;
    await node?.kill();
    await says('redis is away', () => banner.filter({ hasText: 'redis' }).isVisible());
    await trigger();
    await node?.start();
    await says('nothing is away', async () => (await banner.count()) === 0);

    await kafka.stop();
    // That Kafka is away is seen by whoever has something to hand over.
    await trigger();
    await says('the bus is away', () => banner.filter({ hasText: 'bus' }).isVisible());
    await trigger();
    await kafka.restart();
    await says('nothing is away', async () => (await banner.count()) === 0);

    await (await trigger()).waitFor();
    await waitForLive(page, 'connected');
    for (const cve of made) {
      const cards = page.getByRole('article', { name: new RegExp(cve) });
      await cards.first().waitFor();
      expect([cve, await cards.count()]).toEqual([cve, 1]);
    }
    // As it is, without having been loaded anew: and so it is after loading, too.
    const idsOf = () => page.locator('[data-apv]').evaluateAll((all) => all.map((one) => one.getAttribute('data-apv')));
    const live = (await idsOf()).sort();
    await page.reload();
    await expect.poll(async () => (await idsOf()).sort()).toEqual(live);
    expect(faults).toEqual([]);
    await context.close();
  }, 480_000);
});
