import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { vi } from 'vitest';
import { openBrowser, openPage, visit, type WatchedPage, waitForLive } from './browser.ts';
import {
  browserCookies,
  call,
  createAccount,
  createFirstAccount,
  type Dashboard,
  logIn,
  startDashboard,
} from './run-dashboard.ts';

/** Who is there: an administrator who asks, two reviewers, and somebody who may only read. */
export type Somebody = 'ada' | 'grace' | 'linus' | 'vera';

/** A decision that waits. */
export interface Opened {
  readonly decision_id: string;
  /** The name by which the page shows it. */
  readonly name: string;
}

/** Further words of a request to accept a risk. */
export interface Asked {
  readonly reason?: string;
  readonly impact_statement?: string;
}

/** A server, a browser and people who review: decisions are about accepting risks, so that no package registry is needed. */
export interface ReviewRoom {
  readonly dashboard: Dashboard;
  /** Asks, as Ada, to accept a risk of that priority; every one is another decision. */
  open(priority: string, asked?: Asked): Promise<Opened>;
  /** The same for many at once. */
  openMany(priority: string, count: number): Promise<void>;
  /** The page of a person, at an address, with a live connection. Each person has one page. */
  show(who: Somebody, path: string): Promise<Page>;
  /** Closes the pages of all. */
  leave(): Promise<void>;
  /** A page of its own. */
  openPage(who: Somebody, options?: BrowserContextOptions): Promise<WatchedPage>;
  /** One call of the API as a person. */
  call(who: Somebody, method: string, path: string, body?: unknown): Promise<unknown>;
  /** Logs a person out everywhere. */
  endSessions(who: Somebody): Promise<void>;
  /** How a decision stands, by the API. */
  stateOf(decision: Opened): Promise<string>;
  close(): Promise<void>;
}

/** Starts all of it. What was decided can be taken back for `undoSeconds`: long, where a busy machine must not miss it. */
export async function openReviewRoom(undoSeconds: number): Promise<ReviewRoom> {
  // Nothing is remedied here: the decisions are about risks, and the machine has enough to do.
  const dashboard = await startDashboard({ 'remedy.enabled': 'false' });
  const browser: Browser = await openBrowser();
  const cookies = new Map<Somebody, string>([['ada', await createFirstAccount(dashboard)]]);
  const cookieOf = (who: Somebody) => cookies.get(who) ?? '';
  // Log-ins are limited, so every page of a person shares one.
  const people = [
    ['grace', 'reviewer'],
    ['linus', 'reviewer'],
    ['vera', 'viewer'],
  ] as const;
  for (const [name, role] of people) {
    const account = await createAccount(dashboard, cookieOf('ada'), name, [role]);
    cookies.set(name, await logIn(dashboard.url, account));
  }
  const policies = { scope: { kind: 'estate' }, policy: { undo_window_seconds: undoSeconds } };
  await call(dashboard, cookieOf('ada'), 'PUT', '/hitl/policies', policies);
  const apvs = await vi.waitFor(
    async () => {
      const path = '/api/adaptive-immunity/apvs?limit=200&project=npm-shop';
      const { items } = (await call(dashboard, cookieOf('ada'), 'GET', path)) as {
        items: { readonly primary_id: string; readonly priority: string }[];
      };
      const has = (wanted: string) => items.some(({ priority }) => priority === wanted);
      if (!has('critical') || !has('high') || !has('medium')) throw new Error('the estate is still being scanned');
      return items;
    },
    { timeout: 120_000, interval: 500 },
  );
  const pages = new Map<Somebody, Page>();
  const contexts: WatchedPage[] = [];
  let count = 0;
  const room: ReviewRoom = {
    dashboard,
    open: async (priority, asked = {}) => {
      count += 1;
      const fitting = apvs.filter((apv) => apv.priority === priority);
      const name = fitting[count % fitting.length]?.primary_id ?? '';
      const body = {
        ...{ apv: name, scope: 'apv', project: 'npm-shop', reason: 'only the build uses it' },
        // What is claimed about the risk makes one request differ from another about the same risk.
        ...{ impact_statement: `case ${count}`, ...asked },
      };
      const opened = await room.call('ada', 'POST', '/hitl/acceptances', body);
      return { decision_id: (opened as Opened).decision_id, name };
    },
    openMany: async (priority, wanted) => {
      let left = wanted;
      const some = async () => {
        while (left > 0) {
          left -= 1;
          await room.open(priority);
        }
      };
      await Promise.all(Array.from({ length: 8 }, some));
    },
    show: async (who, path) => {
      let page = pages.get(who);
      if (page === undefined) {
        ({ page } = await room.openPage(who, { reducedMotion: 'reduce' }));
        pages.set(who, page);
      }
      await visit(page, `${dashboard.url}${path}`);
      await waitForLive(page, 'connected');
      return page;
    },
    leave: async () => {
      for (const page of pages.values()) await page.context().close();
      pages.clear();
    },
    openPage: async (who, options) => {
      const watched = await openPage(browser, options);
      contexts.push(watched);
      await watched.context.addCookies(browserCookies(dashboard, cookieOf(who)));
      return watched;
    },
    call: (who, method, path, body) => call(dashboard, cookieOf(who), method, path, body),
    endSessions: async (who) => {
      const { items } = (await room.call('ada', 'GET', '/api/admin/users')) as {
        items: { readonly id: string; readonly name: string }[];
      };
      const id = items.find(({ name }) => name === who)?.id ?? '';
      await room.call('ada', 'DELETE', `/api/admin/users/${id}/sessions`);
    },
    stateOf: async ({ decision_id }) => {
      const read = await room.call('ada', 'GET', `/hitl/decisions/${decision_id}`);
      return (read as { decision: string }).decision;
    },
    close: async () => {
      for (const { context } of contexts) await context.close();
      await browser.close();
      await dashboard.remove();
    },
  };
  return room;
}

/** The row or card of a decision. */
export function rowOf(page: Page, { decision_id }: Opened) {
  return page.locator(`[data-decision="${decision_id}"]`);
}
