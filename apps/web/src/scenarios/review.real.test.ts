import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hasChromium, openBrowser, openPage, waitForLive } from '../testing/browser.ts';
import {
  browserCookies,
  call,
  createAccount,
  createFirstAccount,
  type Dashboard,
  logIn,
  startDashboard,
} from '../testing/run-dashboard.ts';

/** A server that scans its whole estate for the first time may turn calls away for a moment. */
function patiently<T>(work: () => Promise<T>): Promise<T> {
  return vi.waitFor(work, { timeout: 120_000, interval: 1_000 });
}

interface Opened {
  readonly decision_id: string;
}

/** dashboard.md §10, scenarios 4, 5, 6 and 19, on decisions about accepting risks: they need no package registry. */
describe.skipIf(!hasChromium())('review', () => {
  let dashboard: Dashboard;
  let browser: Browser;
  let ada: string;
  let grace: string;
  let linus: string;
  let vera: string;
  let apvs: { readonly primary_id: string; readonly priority: string }[];
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    // Nothing is remedied here: the decisions are about risks, and the machine has enough to do.
    dashboard = await startDashboard({ 'remedy.enabled': 'false' });
    browser = await openBrowser();
    ada = await patiently(() => createFirstAccount(dashboard));
    grace = await signIn('grace', 'reviewer');
    linus = await signIn('linus', 'reviewer');
    vera = await signIn('vera', 'viewer');
    await vi.waitFor(
      async () => {
        const listed = await call(dashboard, ada, 'GET', '/api/adaptive-immunity/apvs?limit=200&project=npm-shop');
        apvs = (listed as { items: typeof apvs }).items;
        const has = (wanted: string) => apvs.filter(({ priority }) => priority === wanted).length;
        process.stderr.write(`APVs: ${has('critical')} critical, ${has('high')} high, ${has('medium')} medium\n`);
        if (has('high') + has('medium') + has('low') < 8) throw new Error('the estate is still being scanned');
      },
      { timeout: 120_000, interval: 1_000 },
    );
  }, 300_000);
  afterAll(async () => {
    for (const context of contexts) await context.close();
    await browser?.close();
    await dashboard?.remove();
  }, 120_000);

  /** Makes an account and logs in once: log-ins are limited, so every page of a person shares one. */
  async function signIn(name: string, role: string): Promise<string> {
    const account = await patiently(() => createAccount(dashboard, ada, name, [role]));
    return await patiently(() => logIn(dashboard.url, account));
  }
  /** Asks, as Ada, to accept a risk of that priority; each call takes another one. */
  async function open(priority: string): Promise<Opened & { readonly name: string }> {
    const at = apvs.findIndex((apv) => apv.priority === priority);
    const [apv] = apvs.splice(at, 1);
    const name = apv?.primary_id ?? '';
    const body = { apv: name, scope: 'apv', reason: 'only the build uses it', project: 'npm-shop' };
    const opened = (await patiently(() => call(dashboard, ada, 'POST', '/hitl/acceptances', body))) as Opened;
    return { ...opened, name };
  }
  async function pageOf(cookie: string, path: string): Promise<Page> {
    const { page, context } = await openPage(browser);
    contexts.push(context);
    await context.addCookies(browserCookies(dashboard, cookie));
    await page.goto(`${dashboard.url}${path}`);
    await waitForLive(page, 'connected');
    return page;
  }
  const card = (page: Page, { decision_id }: Opened) => page.locator(`[data-decision="${decision_id}"]`);

  it('an approval is seen by the other reviewer, and undo brings the row back on both screens', async () => {
    const decision = await open('high');
    const [mine, other] = [await pageOf(grace, `/review/${decision.decision_id}`), await pageOf(linus, '/review')];
    await card(other, decision).waitFor();
    await mine.getByRole('button', { name: 'Approve' }).click();
    await other.locator(`[data-decision="${decision.decision_id}"][data-outcome="approved"]`).waitFor();
    expect(await card(other, decision).innerText()).toContain('grace');
    await mine.locator('[data-seconds-left]').first().waitFor();
    await mine.keyboard.press('u');
    await mine.getByText('Waits').first().waitFor();
    await other.locator(`[data-decision="${decision.decision_id}"]:not([data-outcome])`).waitFor();
    const record = (await call(dashboard, ada, 'GET', `/hitl/decisions/${decision.decision_id}`)) as {
      decision: string;
      votes: unknown[];
    };
    expect(record).toMatchObject({ decision: 'pending', votes: [] });
  }, 240_000);

  it('declining takes a reason, tied to its field, and the reason stands in the audit log', async () => {
    const decision = await open('high');
    const page = await pageOf(grace, `/review/${decision.decision_id}`);
    await page.getByRole('button', { name: 'Decline' }).click();
    const dialog = page.getByRole('dialog', { name: 'Decline this patch' });
    await dialog.getByRole('button', { name: 'Decline' }).click();
    const field = dialog.getByRole('textbox', { name: 'Reason' });
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    const errorId = (await field.getAttribute('aria-describedby'))?.split(' ').at(-1) ?? '';
    expect(await page.locator(`[id="${errorId}"]`).innerText()).toContain('Give a reason');
    await field.fill('The build runs on the internet-facing host.');
    await dialog.getByRole('button', { name: 'Decline' }).click();
    await dialog.waitFor({ state: 'detached' });
    const auditor = await pageOf(ada, '/activity?part=decision');
    await auditor.getByText('The build runs on the internet-facing host.').first().waitFor();
  }, 240_000);

  it('an author finds both votes refused in words, and the API refuses as well', async () => {
    const decision = await open('high');
    const page = await pageOf(ada, `/review/${decision.decision_id}`);
    const approve = page.getByRole('button', { name: /^Approve/ });
    await approve.waitFor();
    expect(await approve.getAttribute('aria-disabled')).toBe('true');
    expect(await page.locator('[data-refusal]').innerText()).toContain('You are the author');
    await page.keyboard.press('a');
    await page.getByText('You are the author: somebody else decides about it.').first().waitFor();
    await expect(
      call(dashboard, ada, 'POST', `/hitl/decisions/${decision.decision_id}/vote`, { vote: 'approve' }),
    ).rejects.toThrow(/403.*hitl\.author_cannot_approve/);
  }, 240_000);

  it('a viewer may read, and finds every vote refused in words', async () => {
    const decision = await open('medium');
    const page = await pageOf(vera, `/review/${decision.decision_id}`);
    await page.getByRole('heading', { level: 1, name: decision.name }).waitFor();
    for (const name of [/^Approve/, /^Decline/, /^Escalate/, /^Snooze/, /^Comment/, /^Cancel/]) {
      expect(await page.getByRole('button', { name }).first().getAttribute('aria-disabled')).toBe('true');
    }
    await page.getByText('Needs the role reviewer').first().waitFor();
    await page.goto(`${dashboard.url}/settings/users`);
    await page.getByText('Needs the role administrator').waitFor();
  }, 240_000);
});
