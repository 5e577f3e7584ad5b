import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, openBrowser, openPage, visit, waitForLive } from '../testing/browser.ts';
import {
  ada,
  browserCookies,
  call,
  createAccount,
  type Dashboard,
  logIn,
  startDashboard,
} from '../testing/run-dashboard.ts';
import { sayPagesOnFailure } from '../testing/say-on-failure.ts';

/** dashboard.md §10, scenarios 1, 2, 18 and 19. */
describe.skipIf(!hasChromium())('from the first start on', () => {
  sayPagesOnFailure();
  let dashboard: Dashboard;
  let browser: Browser;
  beforeAll(async () => {
    dashboard = await startDashboard();
    browser = await openBrowser();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await dashboard?.remove();
  }, 120_000);

  it('a person uses the one-time link, sees what the estate has, and adds a project', async () => {
    const { page, context, faults } = await openPage(browser);
    await visit(page, dashboard.link ?? '');
    await page.getByLabel('Log-in name').fill(ada.name);
    await page.getByLabel('Your name').fill('Ada Lovelace');
    await page.locator('#password').fill(ada.password);
    await page.locator('#again').fill(ada.password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.waitForURL((address) => address.pathname !== '/setup');
    await visit(page, `${dashboard.url}/adaptive-immunity`);
    await page.locator('[data-apv]').first().waitFor();
    await waitForLive(page, 'connected');
    // One right after the other: the second is waited for no longer than a person takes.
    await Promise.all([page.keyboard.press('g'), page.keyboard.press('e')]);
    await page.getByRole('heading', { level: 1, name: 'Projects' }).waitFor();
    await page.getByRole('button', { name: 'Add project' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Second shop');
    await dialog.getByText('Folder on the server').click();
    await dialog.getByLabel('Folder', { exact: true }).fill(join(dashboard.dataDir, 'examples/npm-shop'));
    await dialog.getByRole('button', { name: 'Add project' }).click();
    await page.getByRole('heading', { level: 1, name: 'Second shop' }).waitFor();
    // Its first scan ends while the page is open, and the page says so by itself.
    await page.getByText('27 open findings').waitFor();
    expect(faults).toEqual([]);
    await context.close();
  }, 240_000);

  it('an APV appears on the open page by itself', async () => {
    const cookie = await logIn(dashboard.url, ada);
    const { page, context, faults } = await openPage(browser);
    await context.addCookies(browserCookies(dashboard, cookie));
    await visit(page, `${dashboard.url}/adaptive-immunity`);
    await page.locator('[data-apv]').first().waitFor();
    await waitForLive(page, 'connected');
    const tookMs: number[] = [];
    for (let at = 0; at < 5; at += 1) {
      const cve = `CVE-2026-4${at}001`;
      const began = performance.now();
      await call(dashboard, cookie, 'POST', '/api/test/trigger-apv', { cve_id: cve, severity: 'critical' });
      await page.getByRole('article', { name: new RegExp(cve) }).waitFor();
      tookMs.push(Math.round(performance.now() - began));
    }
    process.stderr.write(`trigger to painted, ms: ${tookMs.join(', ')}\n`);
    expect(faults).toEqual([]);
    await context.close();
  }, 240_000);

  it('whoever reads further down is not moved: what comes waits behind a button', async () => {
    const cookie = await logIn(dashboard.url, ada);
    const { page, context } = await openPage(browser);
    await context.addCookies(browserCookies(dashboard, cookie));
    await visit(page, `${dashboard.url}/adaptive-immunity`);
    await page.locator('[data-apv]').first().waitFor();
    await waitForLive(page, 'connected');
    const list = page.getByRole('group', { name: 'APVs as they were detected' });
    // The page hears of it with its next frame.
    await list.evaluate(async (element) => {
      element.scrollTo({ top: 900 });
      for (let frame = 0; frame < 2; frame += 1) await new Promise((done) => requestAnimationFrame(done));
    });
    await call(dashboard, cookie, 'POST', '/api/test/trigger-apv', { cve_id: 'CVE-2026-50001' });
    await page.getByRole('button', { name: '1 new' }).click();
    await page.getByRole('article', { name: /CVE-2026-50001/ }).waitFor();
    await context.close();
  }, 240_000);

  it('a session that ends while the page is open is renewed over it, and everything goes on there', async () => {
    const cookie = await logIn(dashboard.url, ada);
    const { page, context } = await openPage(browser);
    await context.addCookies(browserCookies(dashboard, cookie));
    await visit(page, `${dashboard.url}/adaptive-immunity?priority=critical`);
    await page.locator('[data-apv]').first().waitFor();
    await waitForLive(page, 'connected');
    await call(dashboard, cookie, 'POST', '/api/auth/logout');
    const dialog = page.getByRole('dialog', { name: 'Log in again' });
    await dialog.waitFor();
    await dialog.getByLabel('Password').fill('wrong');
    await dialog.getByRole('button', { name: 'Log in', exact: true }).click();
    await dialog.getByRole('alert').waitFor();
    await dialog.getByLabel('Password').fill(ada.password);
    await dialog.getByRole('button', { name: 'Log in', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await waitForLive(page, 'connected');
    expect(new URL(page.url()).search).toBe('?priority=critical');
    await context.close();
  }, 240_000);

  it('a viewer sees no enabled write action on any page', async () => {
    const cookie = await logIn(dashboard.url, ada);
    const viewer = await createAccount(dashboard, cookie, 'vera', ['viewer']);
    const { page, context } = await openPage(browser);
    await context.addCookies(browserCookies(dashboard, await logIn(dashboard.url, viewer)));
    const writes = /Add project|Scan now|Work out a remedy|^Sync|Replay|Discard|Approve|Reject|Escalate/;
    for (const path of [
      '/',
      '/adaptive-immunity',
      '/adaptive-immunity/apvs/CVE-2023-4863',
      '/projects',
      '/projects/npm-shop',
      '/components',
      '/feeds',
      '/status',
      '/tasks',
      '/tasks?tab=dead-letters',
    ]) {
      await visit(page, `${dashboard.url}${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await waitForLive(page, 'connected');
      for (const button of await page.getByRole('button', { name: writes }).all()) {
        const [name, disabled] = [await button.textContent(), await button.getAttribute('aria-disabled')];
        expect([path, name, disabled]).toEqual([path, name, 'true']);
      }
    }
    await context.close();
  }, 240_000);
});
