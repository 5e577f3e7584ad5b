import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** The rules that another theme can break: everything else reads what is the same in both. */
const colourRules = ['color-contrast', 'link-in-text-block'];
const phone = { width: 320, height: 720 };

/**
 * What is wrong with a page that has been loaded, in words: by axe in both themes, animations that run although no motion is
 * wanted, and being wider than a screen of 320 pixels. The page is made for a context with `reducedMotion`; one that
 * the server makes itself is `served` and takes its theme without a script.
 */
export async function faultsOf(page: Page, kind: 'own' | 'served' = 'own'): Promise<string[]> {
  const faults: string[] = [];
  await page.emulateMedia({ colorScheme: 'light' });
  await settled(page, kind === 'own' ? 'html[data-theme="light"]' : 'html');
  faults.push(...(await axe(page).withTags(standards).analyze().then(describe('light'))));
  await page.emulateMedia({ colorScheme: 'dark' });
  await settled(page, kind === 'own' ? 'html[data-theme="dark"]' : 'html');
  faults.push(...(await axe(page).withRules(colourRules).analyze().then(describe('dark'))));
  const moving = (await motions(page)).filter((kind) => kind === 'CSSAnimation').length;
  if (moving > 0) faults.push(`${moving} animations run`);
  const before = page.viewportSize();
  await page.setViewportSize(phone);
  const { over, widest } = await laidOut(page);
  if (over > 0) faults.push(`${over} pixels wider than a screen of ${phone.width}: ${widest}`);
  if (before !== null) await page.setViewportSize(before);
  return faults;
}

/** Without frames in the page, axe needs no second page to put its results together. */
function axe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode(true);
}

/** Until the theme is applied and no colour is on its way any more. */
async function settled(page: Page, themed: string): Promise<void> {
  await page.locator(themed).waitFor({ state: 'attached' });
  while ((await motions(page)).includes('CSSTransition'));
}

/** What follows the width by script does so after the resize: a page has this long until it fits. */
const layoutMs = 10_000;

/** How much wider than its window a page is once it is laid out, and the element that reaches furthest. */
async function laidOut(page: Page): Promise<{ readonly over: number; readonly widest: string }> {
  for (const end = performance.now() + layoutMs; ; ) {
    const found = await page.locator('html').evaluate((html) => {
      const rightOf = (element: { getBoundingClientRect(): { right: number } }) =>
        element.getBoundingClientRect().right;
      const [first] = [...html.querySelectorAll('body *')].sort((a, b) => rightOf(b) - rightOf(a));
      return { over: html.scrollWidth - html.clientWidth, widest: first?.outerHTML.slice(0, 200) ?? '' };
    });
    if (found.over <= 0 || performance.now() > end) return found;
  }
}

/** What moves in the page now, by kind. */
async function motions(page: Page): Promise<string[]> {
  return await page
    .locator('html')
    .evaluate((html) =>
      html.ownerDocument
        .getAnimations()
        .map((one: { readonly constructor: { readonly name: string } }) => one.constructor.name),
    );
}

type Violation = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'][number];

function describe(theme: string): (results: { violations: readonly Violation[] }) => string[] {
  return ({ violations }) =>
    violations.map(({ id, nodes }) => {
      const places = nodes.map(
        ({ target, failureSummary }) => `${target.join(' ')} (${failureSummary?.split('\n').at(1)?.trim()})`,
      );
      return `${theme}: ${id}: ${places.join('; ')}`;
    });
}
