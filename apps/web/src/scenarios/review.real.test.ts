import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, visit, waitForLive, whenLoaded } from '../testing/browser.ts';
import { type Opened, openReviewRoom, type ReviewRoom, rowOf } from '../testing/review-room.ts';
import { ada } from '../testing/run-dashboard.ts';
import { sayPagesOnFailure } from '../testing/say-on-failure.ts';

const address = ({ decision_id }: Opened) => `/review/${decision_id}`;
const votes = /\/hitl\/decisions\/[^/]+\/vote$/;
const widthOver = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest('[data-decision]')?.getAttribute('data-decision') ?? '');

/** Presses `j` until the focus is on a row. */
async function stepTo(page: Page, id: string): Promise<void> {
  for (let at = await focused(page); at !== id; at = await focused(page)) {
    await page.keyboard.press('j');
    await expect.poll(() => focused(page)).not.toBe(at);
  }
}

/** Keeps the answers to requests of an address from a page until they are let go; only those that hold some words, if given. */
async function held(page: Page, address: RegExp, words = '') {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route(address, async (route) => {
    const response = await route.fetch();
    if ((await response.text()).includes(words)) await promise;
    await route.fulfill({ response });
  });
  return { letGo: resolve };
}

/** dashboard.md §10, scenarios 4 to 8, 13, 18, 19 and 20; hostile texts, and a thousand rows by keys. */
describe.skipIf(!hasChromium())('review', () => {
  sayPagesOnFailure();
  let room: ReviewRoom;
  beforeAll(async () => {
    room = await openReviewRoom(300);
  }, 300_000);
  afterAll(async () => {
    await room?.close();
  }, 120_000);

  it('an approval is seen by the other reviewer, and undo brings the row back on both screens', async () => {
    const decision = await room.open('high');
    const other = await room.show('linus', '/review');
    await rowOf(other, decision).waitFor();
    const mine = await room.show('grace', address(decision));
    await mine.getByRole('button', { name: 'Approve' }).click();
    await other.locator(`[data-decision="${decision.decision_id}"][data-outcome="approved"]`).waitFor();
    expect(await rowOf(other, decision).innerText()).toContain('grace');
    await mine.locator('[data-seconds-left]').first().waitFor();
    await mine.keyboard.press('u');
    await mine.locator('[data-approvals="0/1"]').waitFor();
    await other.locator(`[data-decision="${decision.decision_id}"]:not([data-outcome])`).waitFor();
    const record = await room.call('ada', 'GET', `/hitl/decisions/${decision.decision_id}`);
    expect(record).toMatchObject({ decision: 'pending', votes: [] });
  }, 240_000);

  it('declining takes a reason, tied to its field, and the reason stands in the audit log', async () => {
    const decision = await room.open('high');
    const page = await room.show('grace', address(decision));
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
    const auditor = await room.show('ada', '/activity?part=decision');
    await auditor.getByText('The build runs on the internet-facing host.').first().waitFor();
  }, 240_000);

  it('an author finds both votes refused in words, and the API refuses as well', async () => {
    const decision = await room.open('high');
    const page = await room.show('ada', address(decision));
    const approve = page.getByRole('button', { name: /^Approve/ });
    await approve.waitFor();
    expect(await approve.getAttribute('aria-disabled')).toBe('true');
    expect(await page.locator('[data-refusal]').first().innerText()).toContain('You are the author');
    await page.keyboard.press('a');
    await page.getByText('You are the author: somebody else decides about it.').first().waitFor();
    const vote = room.call('ada', 'POST', `/hitl/decisions/${decision.decision_id}/vote`, { vote: 'approve' });
    await expect(vote).rejects.toThrow(/403.*hitl\.author_cannot_approve/);
  }, 240_000);

  it('a critical one takes two people: 1/2, the same person is refused, the second completes', async () => {
    const decision = await room.open('critical');
    const first = await room.show('grace', address(decision));
    await first.locator('[data-approvals="0/2"]').waitFor();
    await first.getByRole('button', { name: 'Approve' }).click();
    await first.locator('[data-approvals="1/2"]').waitFor();
    expect(await first.locator('[data-two-person]').innerText()).toContain('grace');
    await first.locator('[data-refusal]', { hasText: 'You have voted' }).waitFor();
    const again = room.call('grace', 'POST', `/hitl/decisions/${decision.decision_id}/vote`, { vote: 'approve' });
    await expect(again).rejects.toThrow(/403.*hitl\.already_voted/);
    const second = await room.show('linus', address(decision));
    await second.locator('[data-approvals="1/2"]').waitFor();
    await second.getByRole('button', { name: 'Approve' }).click();
    await first.locator('[data-approvals="2/2"]').waitFor();
    await first.getByText('Approved', { exact: true }).first().waitFor();
  }, 240_000);

  it('of two who decide at the same time one wins; the other is told who, and keeps the text', async () => {
    const decision = await room.open('high');
    const words = 'I would rather ask the build team first.';
    const loser = await room.show('linus', address(decision));
    await loser.getByRole('textbox', { name: 'Comment' }).fill(words);
    // The frame of the other's vote changes nothing on this page until it has tried.
    await loser.route(`**/hitl/decisions/${decision.decision_id}`, (route) => route.abort());
    const winner = await room.show('grace', address(decision));
    await winner.getByRole('button', { name: 'Approve' }).click();
    await winner.locator('[data-effect="held"]').waitFor();
    await loser.getByRole('button', { name: 'Approve' }).click();
    const lock = loser.locator('[data-locked]');
    await lock.waitFor();
    expect(await lock.innerText()).toContain('Approved by grace');
    expect(await loser.getByRole('textbox', { name: 'Comment' }).inputValue()).toBe(words);
    await loser.unroute(`**/hitl/decisions/${decision.decision_id}`);
    // What was typed is not for nothing: it can still be said.
    await loser.getByRole('button', { name: /^Comment/ }).click();
    await loser.locator('#comments').getByText(words).waitFor();
  }, 240_000);

  it('a whole review is done by keys alone', async () => {
    const decision = await room.open('high', { impact_statement: 'by keys alone' });
    const page = await room.show('grace', '/review');
    await page.locator('[data-decision]').first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type(decision.name);
    await page.waitForURL(/[?&]q=/);
    await page.keyboard.press('Enter');
    // A step while the list is being searched has nothing to step to.
    await expect.poll(() => page.locator('[data-decision]').count()).toBe(1);
    await rowOf(page, decision).waitFor();
    await stepTo(page, decision.decision_id);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${address(decision)}`);
    await page.locator('[data-approvals="0/1"]').waitFor();
    await page.keyboard.press('c');
    await page.getByRole('dialog', { name: 'Comment' }).waitFor();
    await page.keyboard.type('Looks right.');
    await page.keyboard.press('Control+Enter');
    await page.locator('#comments').getByText('Looks right.').waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('a');
    await page.locator('[data-effect="held"]').waitFor();
    await page.keyboard.press('u');
    await page.locator('[data-action="review.reject"]:not([aria-disabled="true"])').waitFor();
    await page.keyboard.press('d');
    await page.getByRole('dialog', { name: 'Decline this patch' }).waitFor();
    await page.keyboard.type('Not on this host.');
    await page.keyboard.press('Control+Enter');
    await page.locator('[data-effect="held"]').waitFor();
    expect(await room.stateOf(decision)).toBe('rejected');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { level: 1, name: 'Review' }).waitFor();
  }, 240_000);

  it('a screenshot is chosen or pasted, and the other reviewer sees it without asking', async () => {
    const decision = await room.open('high');
    const other = await room.show('linus', address(decision));
    await other.locator('#images').waitFor();
    const mine = await room.show('grace', address(decision));
    await mine.getByRole('button', { name: 'Attach an image' }).waitFor();
    await mine.getByRole('textbox', { name: 'What it shows' }).fill('The page as it was');
    const shot = await mine.screenshot();
    const file = { name: 'shot.png', mimeType: 'image/png', buffer: shot };
    await mine.locator('#images input[type="file"]').setInputFiles(file);
    const seen = other.locator('#images').getByRole('img', { name: 'The page as it was' });
    await seen.waitFor({ timeout: 60_000 });
    await expect
      .poll(() => seen.evaluate((image: HTMLImageElement) => image.naturalWidth), { timeout: 60_000 })
      .toBe(320);
    const pasted = (await mine.screenshot({ clip: { x: 0, y: 0, width: 90, height: 60 } })).toString('base64');
    await mine.evaluate((text) => {
      const clipboardData = new DataTransfer();
      const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
      clipboardData.items.add(new File([bytes], 'pasted.png', { type: 'image/png' }));
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, pasted);
    await mine.getByRole('img', { name: 'Image attached by grace' }).waitFor({ timeout: 60_000 });
    expect(await mine.locator('[data-image]').count()).toBe(2);
  }, 240_000);

  it('what is typed before the palette is there stands in it, and is no key of the page', async () => {
    const decision = await room.open('high');
    const { page, context } = await room.openPage('grace', { reducedMotion: 'reduce' });
    const code = await held(page, /\/assets\/palette-[^/]+\.js/, 'combobox');
    await visit(page, `${room.dashboard.url}${address(decision)}`);
    await page.locator('[data-approvals="0/1"]').waitFor();
    await page.keyboard.press('Control+k');
    // Its first letter would approve.
    await page.keyboard.type('approx');
    await page.keyboard.press('Backspace');
    code.letGo();
    const palette = page.getByRole('dialog', { name: 'Command palette' });
    const field = palette.getByRole('combobox');
    await expect.poll(() => field.inputValue()).toBe('appro');
    await page.keyboard.type('ve');
    expect(await field.inputValue()).toBe('approve');
    await page.keyboard.press('Escape');
    await palette.waitFor({ state: 'detached' });
    expect(await room.stateOf(decision)).toBe('pending');
    await context.close();
  }, 240_000);

  it('a vote that others were told of before its own answer has come can be taken back by key', async () => {
    const decision = await room.open('high');
    const page = await room.show('grace', address(decision));
    await page.locator('[data-approvals="0/1"]').waitFor();
    const vote = await held(page, votes);
    await page.keyboard.press('a');
    await page.locator('[data-effect="held"]').waitFor();
    await page.keyboard.press('u');
    await page.locator('[data-approvals="0/1"]').waitFor();
    vote.letGo();
    await page.unrouteAll({ behavior: 'wait' });
    await page
      .getByText(/^Taken back/)
      .first()
      .waitFor();
    await page.locator('[data-approvals="0/1"]').waitFor();
    expect(await room.stateOf(decision)).toBe('pending');
  }, 240_000);

  it('a toast that comes over an open dialog leaves it its Esc', async () => {
    const decision = await room.open('high');
    const page = await room.show('grace', address(decision));
    await page.locator('[data-approvals="0/1"]').waitFor();
    const vote = await held(page, votes);
    await page.keyboard.press('a');
    await page.locator('[data-effect="held"]').waitFor();
    await page.keyboard.press('c');
    const dialog = page.getByRole('dialog', { name: 'Comment' });
    await dialog.waitFor();
    vote.letGo();
    await page.locator('[role=region] [data-seconds-left]').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(new URL(page.url()).pathname).toBe(address(decision));
    await page.unrouteAll({ behavior: 'wait' });
  }, 240_000);

  it('the palette offers and runs every action', async () => {
    const decision = await room.open('high');
    const page = await room.show('grace', address(decision));
    await page.locator('[data-approvals="0/1"]').waitFor();
    const palette = page.getByRole('dialog', { name: 'Command palette' });
    const run = async (title: string) => {
      await page.keyboard.press('Control+k');
      await palette.getByRole('combobox').fill(title);
      await palette.getByRole('option', { name: title, exact: false, selected: true, disabled: false }).waitFor();
      await page.keyboard.press('Enter');
      await palette.waitFor({ state: 'detached' });
    };
    const asks = async (title: string, name: string) => {
      await run(title);
      await page.getByRole('dialog', { name }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    };
    await asks('Decline', 'Decline this patch');
    await asks('Escalate', 'Escalate this decision');
    await asks('Snooze', 'Snooze until');
    await asks('Comment', 'Comment');
    await asks('Keys of this page', 'Keys of this page');
    await run('Show diff');
    await page.waitForURL(/#diff$/);
    await run('Why this remedy');
    await page.waitForURL(/#why$/);
    const theme = await page.evaluate(() => document.documentElement.dataset['theme']);
    await run('Switch');
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).not.toBe(theme);
    await run('Approve');
    await page.locator('[data-effect="held"]').waitFor();
    await run('Undo');
    await page.locator('[data-approvals="0/1"]').waitFor();
    await page.keyboard.press('Control+k');
    const cancel = palette.getByRole('option', { name: /Cancel the patch/ });
    expect(await cancel.innerText()).toContain('Needs the role operator');
    await page.keyboard.press('Escape');
    await palette.waitFor({ state: 'detached' });
    await run('Back to the queue');
    await page.getByRole('heading', { level: 1, name: 'Review' }).waitFor();
    // Whatever has a key is in the palette as well, by the same name.
    const dialog = page.getByRole('dialog', { name: 'Keys of this page' });
    await page.keyboard.press('?');
    await dialog.waitFor();
    const keyed = await dialog.getByRole('term').allInnerTexts();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    await palette.getByRole('combobox').waitFor();
    const offered = (await palette.getByRole('option').allInnerTexts()).map((text) => text.split('\n')[0]);
    await page.keyboard.press('Escape');
    await palette.waitFor({ state: 'detached' });
    expect(keyed.length).toBeGreaterThan(20);
    expect(keyed.filter((title) => !offered.includes(title))).toEqual(['Command palette']);
    for (const title of offered.filter((one) => one?.startsWith('Go to'))) {
      const from = page.url();
      await run(title ?? '');
      await page.waitForURL(({ href }) => href !== from);
      await page.getByRole('heading', { level: 1 }).waitFor();
    }
  }, 240_000);

  it('several are declined at once after a preview, and one undo takes all back', async () => {
    const decisions = [await room.open('medium'), await room.open('medium')];
    const page = await room.show('grace', '/review?priority=medium');
    for (const decision of decisions) await rowOf(page, decision).getByRole('checkbox').check();
    await page.keyboard.press('d');
    const dialog = page.getByRole('dialog', { name: 'Decline 2 selected' });
    await expect.poll(() => dialog.getByText('will be decided').count()).toBe(2);
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Not this quarter.');
    await dialog.getByRole('button', { name: 'Decline 2' }).click();
    await page.getByText('2 patches declined').first().waitFor();
    await page.keyboard.press('u');
    for (const decision of decisions) await expect.poll(() => room.stateOf(decision)).toBe('pending');
  }, 240_000);

  it('a viewer may read, and finds every vote refused in words', async () => {
    const decision = await room.open('medium');
    const page = await room.show('vera', address(decision));
    await page.getByRole('heading', { level: 1, name: decision.name }).waitFor();
    for (const name of [/^Approve/, /^Decline/, /^Escalate/, /^Snooze/, /^Comment/, /^Cancel/]) {
      expect(await page.getByRole('button', { name }).first().getAttribute('aria-disabled')).toBe('true');
    }
    await page.getByText('Needs the role reviewer').first().waitFor();
    await visit(page, `${room.dashboard.url}/settings/users`);
    await page.getByText('Needs the role administrator').waitFor();
  }, 240_000);

  it.each([
    { what: '320 pixels', viewport: { width: 320, height: 640 }, deviceScaleFactor: 1 },
    // A screen of 1280 × 900 at 200 %: half as many pixels of the page, each twice as large.
    { what: 'a zoom of 200 %', viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 },
  ])(
    'a review is completed on $what, and nothing is wider than the screen',
    async ({ what: _, ...options }) => {
      const decision = await room.open('high');
      const { page, context, faults } = await room.openPage('grace', options);
      await visit(page, `${room.dashboard.url}/review?q=${decision.name}`);
      await rowOf(page, decision).getByRole('link').click();
      await page.waitForURL(`**${address(decision)}`);
      await page.locator('[data-approvals="0/1"]').waitFor();
      expect(await widthOver(page)).toBe(0);
      await page.getByRole('button', { name: 'Decline' }).click();
      const dialog = page.getByRole('dialog', { name: 'Decline this patch' });
      await dialog.getByRole('textbox', { name: 'Reason' }).fill('It is the public host.');
      expect(await widthOver(page)).toBe(0);
      await dialog.getByRole('button', { name: 'Decline' }).click();
      await page.locator('[data-effect="held"]').waitFor();
      await page.locator('[data-effect="held"]').getByRole('button', { name: 'Undo' }).click();
      await page.locator('[data-approvals="0/1"]').waitFor();
      await page.getByRole('button', { name: 'Approve' }).click();
      await page.locator('[data-effect="held"]').waitFor();
      expect(await widthOver(page)).toBe(0);
      expect(await room.stateOf(decision)).toBe('approved');
      expect(faults).toEqual([]);
      await context.close();
    },
    240_000,
  );

  it('texts that are hostile are shown as texts, whatever field they came in', async () => {
    const struck = ['<img src=x onerror="globalThis.struck=1">', '"><script>globalThis.struck=1</script>'];
    const text = `${struck.join(' ')} [click](javascript:globalThis.struck=1) {{constructor}} \u202etxt`;
    const decision = await room.open('high', { reason: text, impact_statement: text });
    const { decision_id } = decision;
    await room.call('grace', 'POST', `/hitl/patches/${decision_id}/comment`, { decision_id, comment: text });
    await room.call('grace', 'POST', `/hitl/patches/${decision_id}/escalate`, { decision_id, reason: text });
    const source = { kind: 'path', location: `${room.dashboard.dataDir}/examples/npm-shop` };
    const project = { name: struck[0], slug: 'hostile', source, team: struck[0], services: [struck[0]] };
    await room.call('ada', 'POST', '/api/estate/projects', project);
    const apv = { cve_id: struck[0], package: 'x"onmouseover="globalThis.struck=1', severity: 'high' };
    const made = await room.call('ada', 'POST', '/api/test/trigger-apv', apv);
    const { page, context, faults } = await room.openPage('ada', { reducedMotion: 'reduce' });
    const paths = [
      '/review?q=%3Cimg%20src%3Dx%20onerror%3D%22globalThis.struck%3D1%22%3E',
      '/review',
      address(decision),
    ];
    paths.push('/adaptive-immunity', `/adaptive-immunity/apvs/${(made as { apv_id: string }).apv_id}`);
    paths.push('/projects', '/projects/hostile', '/components', '/activity', '/');
    for (const one of paths) {
      await visit(page, `${room.dashboard.url}${one}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await whenLoaded(page);
      const links = await page.locator('a[href^="javascript:"], img[src="x"]').count();
      const ran = await page.evaluate(() => 'struck' in globalThis);
      expect([one, ran, links]).toEqual([one, false, 0]);
    }
    // They were there to be seen.
    await visit(page, `${room.dashboard.url}${address(decision)}`);
    await page
      .locator('#comments')
      .getByText(struck[0] ?? '')
      .waitFor();
    expect(faults).toEqual([]);
    await context.close();
  }, 240_000);

  it('a thousand that wait are worked through by keys alone', async () => {
    // Nobody looks on while they are made: each page would ask anew for every one.
    await room.leave();
    await room.openMany('medium', 1_000);
    const page = await room.show('linus', '/review?priority=medium&sort=created_at');
    const waiting = page.locator('main [data-pending]');
    await expect.poll(async () => Number(await waiting.getAttribute('data-pending'))).toBeGreaterThanOrEqual(1_000);
    const total = await waiting.getAttribute('data-pending');
    await page.locator('[data-decision]').first().waitFor();
    await page.keyboard.press('j');
    await expect.poll(() => focused(page)).not.toBe('');
    // Over the end of the first hundred, which is all that was loaded.
    const passed = new Set<string>();
    while (passed.size < 105) {
      const at = await focused(page);
      passed.add(at);
      await page.keyboard.press('j');
      await expect.poll(() => focused(page)).not.toBe(at);
    }
    // Of all of them only those in view are in the page.
    expect(await page.locator('[data-decision]').count()).toBeLessThan(60);
    const inView = await page.evaluate(() => {
      const { top, bottom } = document.activeElement?.getBoundingClientRect() ?? { top: -1, bottom: -1 };
      return top >= 0 && bottom <= innerHeight;
    });
    expect(inView).toBe(true);
    await page.keyboard.press('Control+a');
    await page.getByText('100 selected').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('100 selected').waitFor({ state: 'detached' });
    const id = await focused(page);
    await page.keyboard.press('d');
    const dialog = page.getByRole('dialog', { name: 'Decline this patch' });
    await dialog.waitFor();
    await page.keyboard.type('The host is gone.');
    await page.keyboard.press('Control+Enter');
    await page.locator(`[data-decision="${id}"][data-outcome="rejected"]`).waitFor();
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.press('u');
    await page.locator(`[data-decision="${id}"]:not([data-outcome])`).waitFor();
    await expect.poll(() => waiting.getAttribute('data-pending')).toBe(total);
  }, 480_000);

  it('a session that ends over a reason that was typed is renewed, and the reason is still there', async () => {
    const decision = await room.open('high');
    const page = await room.show('grace', address(decision));
    await page.locator('[data-action="review.reject"]:not([aria-disabled="true"])').waitFor();
    await page.keyboard.press('d');
    const dialog = page.getByRole('dialog', { name: 'Decline this patch' });
    const field = dialog.getByRole('textbox', { name: 'Reason' });
    await field.fill('Written before the session ended.');
    await room.endSessions('grace');
    const asked = page.getByRole('dialog', { name: 'Log in again' });
    await asked.getByLabel('Password').fill(ada.password);
    await asked.getByRole('button', { name: 'Log in', exact: true }).click();
    await asked.waitFor({ state: 'detached' });
    await waitForLive(page, 'connected');
    expect(await field.inputValue()).toBe('Written before the session ended.');
    await dialog.getByRole('button', { name: 'Decline' }).click();
    await page.locator('[data-effect="held"]').waitFor();
    expect(await room.stateOf(decision)).toBe('rejected');
  }, 240_000);
});
