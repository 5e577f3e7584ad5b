import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Where Debian and its kin have it. */
const executablePath = '/usr/bin/chromium';
const setUp =
  'apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium';

/**
 * Whether there is a Chromium; with `CI` or `MAXIMUS_PROVISION=1` it is installed where it is missing, else the tests that need
 * it are skipped with a sentence.
 */
export function hasChromium(): boolean {
  if (existsSync(executablePath)) return true;
  if (process.env['MAXIMUS_PROVISION'] !== '1' && (process.env['CI'] ?? '') === '') {
    process.stderr.write('skipped: there is no Chromium; set MAXIMUS_PROVISION=1 to have it installed\n');
    return false;
  }
  execFileSync('sh', ['-c', setUp], { stdio: ['ignore', 'ignore', 'inherit'], timeout: 600_000 });
  return existsSync(executablePath);
}

/** Opens a browser without a window that talks to nobody but the page's server. */
export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page and what went wrong in it: errors of scripts, and what the policy refused. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly faults: readonly string[];
}

/** Those that are open now. */
export const openPages = new Set<Page>();

/** Opens a page of its own context in English; whatever it waits for has two minutes, because the machine may be busy. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1440, height: 900 }, ...options });
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  openPages.add(page);
  page.once('close', () => openPages.delete(page));
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) faults.push(message.text());
  });
  return { page, context, faults };
}

/** Opens an address; again while the server has too much in hand, as on a busy machine. */
export async function visit(page: Page, address: string): Promise<void> {
  const deadline = AbortSignal.timeout(120_000);
  while ((await page.goto(address))?.status() === 503 && !deadline.aborted) await page.waitForTimeout(250);
}

/** Waits until the page says how its live connection is. */
export async function waitForLive(page: Page, state: 'connected' | 'fallback' | 'reconnecting'): Promise<void> {
  await page.locator(`header [data-live-state="${state}"]`).waitFor();
}

/** Waits until a page has its heading and nothing in it is loading any more. */
export async function whenLoaded(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.locator('div[aria-busy="true"]').first().waitFor({ state: 'detached' });
}
