import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { faultsOf } from '../testing/accessibility.ts';
import { hasChromium, openBrowser, openPage, visit, waitForLive, whenLoaded } from '../testing/browser.ts';
import { openReceiver, type Receiver } from '../testing/receiver.ts';
import { browserCookies, call, createFirstAccount, type Dashboard, startDashboard } from '../testing/run-dashboard.ts';
import { sayPagesOnFailure } from '../testing/say-on-failure.ts';

const apv = 'CVE-2023-4863';
const paths = [
  '/',
  '/adaptive-immunity',
  `/adaptive-immunity/apvs/${apv}`,
  '/review',
  '/patches',
  '/immunity?tab=model',
  '/immunity?tab=review',
  '/immunity?tab=validation',
  '/projects',
  '/projects/npm-shop',
  '/projects/npm-shop?tab=inventory',
  '/projects/npm-shop?tab=snapshots',
  '/projects/npm-shop?tab=about',
  '/components',
  '/feeds',
  '/tasks',
  '/tasks?tab=dead-letters',
  '/status',
  '/activity',
  '/settings/appearance',
  '/settings/account',
  '/settings/tokens',
  '/settings/users',
  '/settings/policies',
  '/settings/notifications',
  '/design',
  '/nowhere',
];

/** dashboard.md §10, scenarios 12 and 14, and the width of scenario 20. Those of a patch stand where there is one, in the loop. */
describe.skipIf(!hasChromium())('every page', () => {
  sayPagesOnFailure();
  let dashboard: Dashboard;
  let receiver: Receiver;
  let browser: Browser;
  let cookie: string;
  beforeAll(async () => {
    // Whatever was synchronised is too old a second later.
    receiver = await openReceiver();
    const allowed = new URL(receiver.address).host;
    dashboard = await startDashboard({
      'remedy.enabled': 'false',
      'index.max_age': '1s',
      'herald.allow_addresses': allowed,
    });
    mkdirSync(join(dashboard.dataDir, 'secrets'), { recursive: true });
    writeFileSync(join(dashboard.dataDir, 'secrets/webhook-key'), 'quiet horses paint maps by night', { mode: 0o600 });
    browser = await openBrowser();
    cookie = await createFirstAccount(dashboard);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await dashboard?.remove();
    await receiver?.close();
  }, 120_000);

  it('has nothing that axe finds wrong in either theme, moves nothing where that is not wanted, and fits a phone', async () => {
    const asked = { apv, scope: 'apv', project: 'npm-shop', reason: 'only the build uses it' };
    // Taken once the first scan of the estate has come so far.
    const opened = await vi.waitFor(() => call(dashboard, cookie, 'POST', '/hitl/acceptances', asked), {
      timeout: 120_000,
      interval: 500,
    });
    const decision = `/review/${(opened as { decision_id: string }).decision_id}`;
    const { page, context, faults } = await openPage(browser, { reducedMotion: 'reduce' });
    await context.addCookies(browserCookies(dashboard, cookie));
    const found: [string, string[]][] = [];
    const listed = await call(dashboard, cookie, 'GET', '/api/estate/components?limit=1');
    const [component] = (listed as { items: { readonly id: string }[] }).items;
    for (const path of [...paths, decision, `/components/${component?.id}`]) {
      await visit(page, `${dashboard.url}${path}`);
      await whenLoaded(page);
      await waitForLive(page, 'connected');
      const wrong = await faultsOf(page);
      if (wrong.length > 0) found.push([path, wrong]);
    }
    expect(found).toEqual([]);
    expect(faults).toEqual([]);
    await context.close();
  }, 600_000);

  it('asks who is there without a fault, in either theme', async () => {
    const { page, context, faults } = await openPage(browser, { reducedMotion: 'reduce' });
    await visit(page, `${dashboard.url}/login`);
    await page.getByRole('button', { name: 'Log in' }).waitFor();
    expect(await faultsOf(page, 'served')).toEqual([]);
    expect(faults).toEqual([]);
    await context.close();
  }, 120_000);

  it('counts what waits on the tab, and a channel that was added is tried and told', async () => {
    const total = async () => {
      const pending = await call(dashboard, cookie, 'GET', '/hitl/patches/pending?limit=1');
      return (pending as { total: number }).total;
    };
    const before = await total();
    const { page, context } = await openPage(browser, { reducedMotion: 'reduce' });
    await context.addCookies(browserCookies(dashboard, cookie));
    await visit(page, `${dashboard.url}/settings/notifications`);
    await whenLoaded(page);
    await waitForLive(page, 'connected');
    await page.getByRole('button', { name: 'Add channel' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Operations room');
    await dialog.getByLabel('Address').fill(receiver.address);
    await dialog.getByLabel(/^Name of the secret/).fill('webhook-key');
    await dialog.getByRole('button', { name: 'Add channel' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText('The test went to Operations room', { exact: true }).waitFor();
    expect(receiver.types).toContain('channel.test');

    const asked = { apv: 'CVE-2021-44906', scope: 'apv', project: 'npm-shop', reason: 'only the build uses it' };
    await call(dashboard, cookie, 'POST', '/hitl/acceptances', asked);
    const waiting = await total();
    expect(waiting).toBe(before + 1);
    await expect.poll(() => page.title(), { timeout: 60_000 }).toBe(`(${waiting}) Notifications · Maximus`);
    const icon = async () => decodeURIComponent((await page.locator('#favicon').getAttribute('href')) ?? '');
    await expect.poll(icon, { timeout: 60_000 }).toContain(`>${waiting}</text>`);
    await expect.poll(() => receiver.types, { timeout: 60_000 }).toContain('decision.opened');
    await page.locator('table').getByText('Sent', { exact: true }).first().waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await context.close();
  }, 240_000);

  it('says of stale data and of a lock that cannot be read that it could not check, counts it, and shows no green', async () => {
    const location = join(dashboard.dataDir, 'examples/broken-shop');
    mkdirSync(location);
    writeFileSync(join(location, 'package.json'), '{"name":"broken-shop","dependencies":{"left-pad":"^1.0.0"}}');
    writeFileSync(join(location, 'package-lock.json'), '{"lockfileVersion":3,"packages":{"":{"na');
    const source = { kind: 'path', location };
    await call(dashboard, cookie, 'POST', '/api/estate/projects', { name: 'Broken', slug: 'broken-shop', source });
    const states = async () => {
      const listed = await call(dashboard, cookie, 'GET', '/api/estate/projects?limit=100');
      const { items } = listed as { items: { readonly slug: string; readonly check_state: string }[] };
      return new Map(items.map(({ slug, check_state }) => [slug, check_state]));
    };
    const checked = expect.poll(async () => Object.fromEntries(await states()), { timeout: 120_000 });
    await checked.toMatchObject({ 'broken-shop': 'incomplete', 'npm-shop': 'stale' });
    const { page, context } = await openPage(browser, { reducedMotion: 'reduce' });
    await context.addCookies(browserCookies(dashboard, cookie));
    await visit(page, `${dashboard.url}/`);
    await whenLoaded(page);
    const count = [...(await states()).values()].filter((state) => state !== 'ok').length;
    await page.getByText(`${count} projects could not be checked`).waitFor();
    for (const [path, words] of [
      ['/projects', 'Could not check all'],
      ['/projects', 'Stale'],
      ['/projects/broken-shop', 'Could not check all'],
      ['/projects/npm-shop', 'Stale'],
    ] as const) {
      await visit(page, `${dashboard.url}${path}`);
      await whenLoaded(page);
      // Not the choice of a filter.
      await page.locator('main').getByText(words, { exact: true }).and(page.locator(':not(option)')).first().waitFor();
      // A version that repairs stands in green as well, and says nothing of the check.
      const green = await page.locator('main .bg-good-soft, main .text-good:not(code)').allInnerTexts();
      expect([path, green]).toEqual([path, []]);
    }
    await context.close();
  }, 240_000);

  it('is in the language of the browser', async () => {
    const { page, context } = await openPage(browser, { locale: 'pt-BR' });
    await context.addCookies(browserCookies(dashboard, cookie));
    await visit(page, dashboard.url);
    await page.getByRole('heading', { level: 1, name: 'Visão geral' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('pt-BR');
    await context.close();
  }, 240_000);
});
