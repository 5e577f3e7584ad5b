import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, openBrowser, openPage, visit, waitForLive } from '../testing/browser.ts';
import {
  ada,
  browserCookies,
  call,
  createFirstAccount,
  type Dashboard,
  logIn,
  startDashboard,
} from '../testing/run-dashboard.ts';
import { sayPagesOnFailure } from '../testing/say-on-failure.ts';

/** dashboard.md §10, scenarios 9 and 10; offline. */
describe.skipIf(!hasChromium())('while the connection is disturbed', () => {
  sayPagesOnFailure();
  let dashboard: Dashboard;
  let browser: Browser;
  beforeAll(async () => {
    dashboard = await startDashboard();
    browser = await openBrowser();
    await createFirstAccount(dashboard);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await dashboard?.remove();
  }, 120_000);

  const cardsOf = (page: Page, cve: string) => page.getByRole('article', { name: new RegExp(cve) });
  const trigger = (cookie: string, cve: string) =>
    call(dashboard, cookie, 'POST', '/api/test/trigger-apv', { cve_id: cve, severity: 'critical' });

  it('a server that goes is missed in words, polled for after ten seconds, and caught up with when it is back', async () => {
    const cookie = await logIn(dashboard.url, ada);
    const { page, context } = await openPage(browser);
    await context.addCookies(browserCookies(dashboard, cookie));
    await visit(page, `${dashboard.url}/adaptive-immunity`);
    await page.locator('[data-apv]').first().waitFor();
    await waitForLive(page, 'connected');
    await trigger(cookie, 'CVE-2026-60001');
    await cardsOf(page, 'CVE-2026-60001').waitFor();
    // The server may take longer to end than the page waits before it polls.
    await Promise.all([waitForLive(page, 'reconnecting'), dashboard.stop()]);
    await waitForLive(page, 'fallback');
    // What was loaded stays.
    expect(await cardsOf(page, 'CVE-2026-60001').count()).toBe(1);
    await dashboard.restart();
    await waitForLive(page, 'connected');
    await trigger(cookie, 'CVE-2026-60002');
    await cardsOf(page, 'CVE-2026-60002').waitFor();
    const ids = await page
      .locator('[data-apv]')
      .evaluateAll((cards) => cards.map((card) => card.getAttribute('data-apv')));
    expect(new Set(ids).size).toBe(ids.length);
    // Polling has stopped with the first success.
    const polls: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/api/gateway/poll')) polls.push(request.url());
    });
    await trigger(cookie, 'CVE-2026-60003');
    await cardsOf(page, 'CVE-2026-60003').waitFor();
    await page.waitForTimeout(7_000);
    expect(polls).toEqual([]);
    await context.close();
  }, 240_000);

  it('a page whose sockets are blocked works by polling and says so', async () => {
    const cookie = await logIn(dashboard.url, ada);
    const { page, context } = await openPage(browser);
    await context.addCookies(browserCookies(dashboard, cookie));
    await page.addInitScript(() => {
      // As behind a proxy that lets no socket through.
      globalThis.WebSocket = class {
        constructor() {
          throw new Error('blocked');
        }
      } as unknown as typeof WebSocket;
    });
    await visit(page, `${dashboard.url}/adaptive-immunity`);
    await page.locator('[data-apv]').first().waitFor();
    await waitForLive(page, 'fallback');
    await page.getByText('POLLING').waitFor();
    await trigger(cookie, 'CVE-2026-70001');
    await cardsOf(page, 'CVE-2026-70001').waitFor();
    expect(await cardsOf(page, 'CVE-2026-70001').count()).toBe(1);
    await context.close();
  }, 240_000);

  it('a computer that is offline is told so, and keeps what it has', async () => {
    const cookie = await logIn(dashboard.url, ada);
    const { page, context } = await openPage(browser);
    await context.addCookies(browserCookies(dashboard, cookie));
    await visit(page, `${dashboard.url}/adaptive-immunity`);
    await page.locator('[data-apv]').first().waitFor();
    await context.setOffline(true);
    await page.getByText('This computer is offline').waitFor();
    expect(await page.locator('[data-apv]').count()).toBeGreaterThan(0);
    await context.setOffline(false);
    await page.getByText('This computer is offline').waitFor({ state: 'detached' });
    await waitForLive(page, 'connected');
    await context.close();
  }, 240_000);
});
