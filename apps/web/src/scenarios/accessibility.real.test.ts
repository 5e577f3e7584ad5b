import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, openBrowser, openPage, waitForLive } from '../testing/browser.ts';
import { browserCookies, createFirstAccount, type Dashboard, startDashboard } from '../testing/run-dashboard.ts';

const paths = [
  '/',
  '/adaptive-immunity',
  '/adaptive-immunity/apvs/CVE-2023-4863',
  '/projects',
  '/projects/npm-shop',
  '/projects/npm-shop?tab=inventory',
  '/components',
  '/feeds',
  '/status',
  '/tasks',
  '/tasks?tab=dead-letters',
  '/design',
  '/nowhere',
];

/** dashboard.md §10, scenario 14 and the widths of scenario 20. */
describe.skipIf(!hasChromium())('every page', () => {
  let dashboard: Dashboard;
  let browser: Browser;
  let cookie: string;
  beforeAll(async () => {
    dashboard = await startDashboard();
    browser = await openBrowser();
    cookie = await createFirstAccount(dashboard);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await dashboard?.remove();
  }, 120_000);

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has nothing that axe finds wrong, in the ${colorScheme} theme, and moves nothing where motion is not wanted`, async () => {
      const { page, context, faults } = await openPage(browser, { colorScheme, reducedMotion: 'reduce' });
      await context.addCookies(browserCookies(dashboard, cookie));
      for (const path of paths) {
        await page.goto(`${dashboard.url}${path}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await waitForLive(page, 'connected');
        await page
          .locator('[aria-busy="true"]')
          .waitFor({ state: 'detached', timeout: 5_000 })
          .catch(() => undefined);
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
          .analyze();
        const found = violations.map(
          ({ id, nodes }) =>
            `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary?.split('\n').at(1)?.trim()})`).join('; ')}`,
        );
        expect([path, colorScheme, found]).toEqual([path, colorScheme, []]);
        const moving = await page.evaluate(
          () => document.getAnimations().filter((one) => one instanceof CSSAnimation).length,
        );
        expect([path, moving]).toEqual([path, 0]);
      }
      expect(faults).toEqual([]);
      await context.close();
    }, 600_000);
  }

  it('fits into 320 pixels without being wider than the screen', async () => {
    const { page, context } = await openPage(browser, { viewport: { width: 320, height: 720 } });
    await context.addCookies(browserCookies(dashboard, cookie));
    for (const path of paths) {
      await page.goto(`${dashboard.url}${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page
        .locator('[aria-busy="true"]')
        .waitFor({ state: 'detached', timeout: 5_000 })
        .catch(() => undefined);
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect([path, over]).toEqual([path, 0]);
    }
    await context.close();
  }, 240_000);

  it('is in the language of the browser', async () => {
    const { page, context } = await openPage(browser, { locale: 'pt-BR' });
    await context.addCookies(browserCookies(dashboard, cookie));
    await page.goto(dashboard.url);
    await page.getByRole('heading', { level: 1, name: 'Visão geral' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('pt-BR');
    await context.close();
  }, 120_000);
});
