import type { Api } from '@maximus/client';
import {
  browserCookies,
  buildPage,
  hasChromium,
  openBrowser,
  openPage,
  sayPagesOnFailure,
  visit,
  type WatchedPage,
  waitForLive,
} from '@maximus/web/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { haveMany, indexMany } from '../testing/many-apvs.ts';
import { patient } from '../testing/patient.ts';
import { closedFolder, type ServerUnderTest, startServerProcess, stopServer } from '../testing/run-server.ts';
import { type SignedIn, signInFirst } from '../testing/sign-in.ts';

const count = 10_000;
/** What fits on a screen, and what is kept ready above and below it. */
const mostInDocument = 40;
const missing = hasChromium() ? '' : ' (skipped: there is no Chromium)';

/** dashboard.md §10, scenario 15; how fast it is, is measured by `npm run bench -- web`. */
describe.skipIf(missing !== '')(`ten thousand APVs in one list${missing}`, () => {
  sayPagesOnFailure();
  const undo: (() => unknown)[] = [];
  let server: ServerUnderTest;
  let ada: SignedIn;
  let api: Api;
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  beforeAll(async () => {
    buildPage();
    const folder = closedFolder();
    undo.push(() => folder.remove());
    await indexMany(folder.dataDir, count);
    server = await startServerProcess(folder.dataDir, [], {
      MAXIMUS_EXAMPLES: 'false',
      MAXIMUS_TEST_ENDPOINTS: 'true',
      MAXIMUS_RATELIMIT_MODE: 'shadow',
      MAXIMUS_REMEDY_ENABLED: 'false',
    });
    undo.push(() => stopServer(server));
    ada = await signInFirst(server);
    api = patient(ada.api(server.url));
    await haveMany(api, count);
    browser = await openBrowser();
    undo.push(() => browser.close());
  }, 480_000);
  afterAll(async () => {
    for (const one of undo.reverse()) await one();
  }, 120_000);

  it('are scrolled through to the last, few of them in the document at a time, and stay live', async () => {
    const last = await endOf(api);
    const { page, context, faults } = await openPage(browser, { reducedMotion: 'reduce' });
    await context.addCookies(browserCookies(server, ada.cookie));
    await visit(page, `${server.url}/adaptive-immunity`);
    await waitForLive(page, 'connected');
    const cards = page.locator('[data-apv]');
    await page.getByText(`${count.toLocaleString('en-GB')} APVs`, { exact: true }).waitFor();
    const list = page.getByRole('group', { name: 'APVs as they were detected' });
    const end = page.getByRole('article', { name: new RegExp(`^${last}:`) });
    let most = 0;
    const toEnd = () =>
      expect
        .poll(
          async () => {
            await list.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
            most = Math.max(most, await cards.count());
            return await end.count();
          },
          { timeout: 170_000 },
        )
        .toBe(1);
    await toEnd();
    const shown = list.getByRole('listitem');
    expect(Number(await shown.first().getAttribute('aria-setsize'))).toBeGreaterThanOrEqual(count);
    expect([most > 0, most < mostInDocument]).toEqual([true, true]);
    // Nothing moves below whoever reads at the end; what came waits on top.
    await api.triggerTestApv({ body: { cve_id: 'CVE-2026-90001', severity: 'critical' } });
    await page.getByRole('button', { name: '1 new' }).waitFor();
    expect(await end.count()).toBe(1);
    await page.getByRole('button', { name: '1 new' }).click();
    await cardOnTop(page, 'CVE-2026-90001');
    // The same where movement is wanted, and from the end again.
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await page.locator('html[data-motion="full"]').waitFor();
    await toEnd();
    await api.triggerTestApv({ body: { cve_id: 'CVE-2026-90002', severity: 'critical' } });
    await page.getByRole('button', { name: '1 new' }).click();
    await cardOnTop(page, 'CVE-2026-90002');
    expect(faults).toEqual([]);
    await context.close();
  }, 400_000);

  it('are filtered and sorted by the server, and the list says what is left', async () => {
    const { page, context, faults } = await openPage(browser, { reducedMotion: 'reduce' });
    await context.addCookies(browserCookies(server, ada.cookie));
    await visit(page, `${server.url}/adaptive-immunity`);
    await page.locator('[data-apv]').first().waitFor();
    await page.getByRole('combobox', { name: 'Order' }).selectOption('due_at');
    const [soonest] = await listed(api, { sort: 'due_at' });
    await page.getByRole('article', { name: new RegExp(`^${soonest}:`) }).waitFor();
    const search = page.getByRole('searchbox', { name: 'Search APVs' });
    await search.fill('bench-part-7');
    const [found] = await listed(api, { sort: 'due_at', q: 'bench-part-7' });
    await page.getByRole('article', { name: new RegExp(`^${found}:.*bench-part-7`) }).waitFor();
    await search.fill('nothing is called this');
    await page.getByText('The filters hide everything').waitFor();
    expect(faults).toEqual([]);
    await context.close();
  }, 240_000);
});

/** Waits until a card is the first of the list, and the list is at its top. */
async function cardOnTop(page: WatchedPage['page'], name: string): Promise<void> {
  const list = page.getByRole('group', { name: 'APVs as they were detected' });
  const card = page.getByRole('article', { name: new RegExp(`^${name}:`) });
  await card.waitFor({ timeout: 60_000 });
  await expect.poll(() => list.evaluate((element) => element.scrollTop), { timeout: 60_000 }).toBe(0);
  await expect.poll(() => page.locator('[data-apv]').first().getAttribute('aria-label')).toContain(name);
}

async function listed(api: Api, query: { readonly sort: 'due_at' | '-detected'; readonly q?: string }) {
  const page = await api.listApvs({ query: { limit: 1, ...query } });
  if (!page.ok) throw new Error(JSON.stringify(page.error));
  return page.value.body.items.map(({ primary_id }) => primary_id);
}

async function endOf(api: Api): Promise<string> {
  return (await listed(api, { sort: '-detected' }))[0] ?? '';
}
