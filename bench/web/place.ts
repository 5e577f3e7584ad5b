import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { Api } from '@maximus/client';
import { silentLogger } from '@maximus/observability';
import {
  closedFolder,
  haveMany,
  indexMany,
  manyProject,
  type SignedIn,
  signInFirst,
  signInInvited,
  startServerProcess,
  stopServer,
} from '@maximus/server/testing';
import { openSession, type Session } from '@maximus/storage';
import { startPostgres } from '@maximus/storage/testing';
import { browserCookies, buildPage, openBrowser, openPage, visit, waitForLive } from '@maximus/web/testing';

/** A page of the dashboard with the probe in it. */
export type MeasuredPage = Awaited<ReturnType<typeof openPage>>['page'];

/** A server with so many APVs, a browser, and two people. */
export interface Place {
  readonly url: string;
  /** Ada's client; she may do everything. */
  readonly api: Api;
  /** Grace's client; she reviews. */
  readonly graceApi: Api;
  /** The database, past the server: for times of commit. */
  readonly session: Session;
  readonly browser: Awaited<ReturnType<typeof openBrowser>>;
  /** Opens a page in a context of its own; live unless told otherwise. */
  show(who: 'ada' | 'grace', path: string): Promise<MeasuredPage>;
  /** Makes so many decisions that wait for Grace. */
  ask(count: number): Promise<void>;
  /** Makes so many further APVs, by advisories that are new in the index; answers their names. */
  more(count: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** The load of the machine now, as the kernel averages it over a minute. */
export const load = () => Number((loadavg()[0] ?? 0).toFixed(1));

/** Starts all of it with `count` APVs that the server found by itself. */
export async function openPlace(count: number): Promise<Place> {
  const undo: (() => unknown)[] = [];
  const close = async () => {
    for (const one of undo.reverse()) await one();
  };
  try {
    buildPage();
    const folder = closedFolder();
    undo.push(() => folder.remove());
    const postgres = await startPostgres();
    undo.push(() => postgres.dispose());
    await keepCommitTimes(postgres);
    await indexMany(folder.dataDir, count);
    const server = await startServerProcess(folder.dataDir, [], {
      MAXIMUS_DATABASE_URL: postgres.url,
      MAXIMUS_EXAMPLES: 'false',
      MAXIMUS_TEST_ENDPOINTS: 'true',
      MAXIMUS_RATELIMIT_MODE: 'shadow',
      // Nothing is remedied: decisions are about risks, and no registry is asked.
      MAXIMUS_REMEDY_ENABLED: 'false',
    });
    undo.push(() => stopServer(server));
    const ada = await signInFirst(server);
    const api = ada.api(server.url);
    await haveMany(api, count);
    const grace = await signInInvited(server.url, api, 'grace', ['reviewer']);
    const session = openSession({
      connection: postgres.connection,
      applicationName: 'bench',
      logger: silentLogger,
    });
    undo.push(() => session.close());
    await spreadOverHours(session);
    const browser = await openBrowser();
    undo.push(() => browser.close());
    const people: Readonly<Record<'ada' | 'grace', SignedIn>> = { ada, grace };
    const probe = readFileSync(join(import.meta.dirname, 'probe.js'), 'utf8');
    return {
      ...{ url: server.url, api, graceApi: grace.api(server.url), session, browser, close },
      show: async (who, path) => {
        const { page, context } = await openPage(browser);
        await context.addCookies(browserCookies(server, people[who].cookie));
        await page.addInitScript(probe);
        await visit(page, `${server.url}${path}`);
        await waitForLive(page, 'connected');
        return page;
      },
      ask: (wanted) => askMany(api, wanted),
      more: async (wanted) => {
        await indexMany(folder.dataDir, count, wanted);
        return Array.from({ length: wanted }, (_, at) => `CVE-2025-${20_000 + count + at}`);
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** PostgreSQL keeps the time of each commit only if it is told to before it starts. */
async function keepCommitTimes(postgres: Awaited<ReturnType<typeof startPostgres>>): Promise<void> {
  const session = openSession({ connection: postgres.connection, applicationName: 'bench', logger: silentLogger });
  await (await session.client()).query('alter system set track_commit_timestamp = on');
  await session.close();
  await postgres.stop();
  await postgres.restart();
}

/** As an estate meets them in life: some in every hour, not all at the moment in which the index came. */
async function spreadOverHours(session: Session): Promise<void> {
  const client = await session.client();
  await client.query("update apv set first_detected_at = now() - (group_key % 10000) * interval '3 minutes'");
  await client.query('vacuum analyze apv');
}

async function askMany(api: Api, wanted: number): Promise<void> {
  let asked = 0;
  const some = async () => {
    while (asked < wanted) {
      asked += 1;
      // Every fourth is critical, about which two people would have to decide.
      const apv = `CVE-2025-${20_000 + Math.floor(((asked - 1) * 4) / 3) + 1}`;
      const body = { apv, scope: 'apv', project: manyProject, reason: 'only the build uses it' } as const;
      const opened = await api.requestAcceptance({ body: { ...body, impact_statement: `case ${asked}` } });
      if (!opened.ok) throw new Error(JSON.stringify(opened.error));
    }
  };
  await Promise.all(Array.from({ length: 6 }, some));
}
