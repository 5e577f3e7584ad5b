/**
 * For tests of the whole product in a real browser: a Chromium, pages that note what goes wrong in them, the built
 * dashboard, and people who are logged in. Start with `openBrowser` and `openPage`. Nothing here runs in the product.
 */

export { faultsOf } from './accessibility.ts';
export { hasChromium, openBrowser, openPage, visit, type WatchedPage, waitForLive, whenLoaded } from './browser.ts';
export { browserCookies, buildPage } from './run-dashboard.ts';
export { sayPagesOnFailure } from './say-on-failure.ts';
