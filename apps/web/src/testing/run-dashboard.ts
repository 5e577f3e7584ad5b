import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../../..');
const password = 'quiet horses paint maps';

/** A server with the built dashboard. */
export interface Dashboard {
  readonly url: string;
  /** The one-time link of the first start; absent at later ones. */
  readonly link: string | undefined;
  readonly dataDir: string;
  /** Ends the process, in order unless told otherwise, and keeps the data. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again with its data, on its port. */
  restart(): Promise<void>;
  /** Ends it and removes the data. */
  remove(): Promise<void>;
}

/** Somebody who may log in. */
export interface Account {
  readonly name: string;
  readonly password: string;
}

/** The first administrator, as `createFirstAccount` makes it. */
export const ada: Account = { name: 'ada', password };

/** Builds the page where its sources changed since it was built. */
export function buildPage(): void {
  execFileSync(process.execPath, [join(root, 'tools/build/main.ts'), '--page', '--if-changed'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Builds the page where its sources changed, and starts a server with the example estate. */
export async function startDashboard(settings: Readonly<Record<string, string>> = {}): Promise<Dashboard> {
  buildPage();
  const dataDir = mkdtempSync(join(tmpdir(), 'maximus-web-'));
  let running = await start(dataDir, 0, settings);
  const { url, link } = running;
  const port = Number(new URL(url).port);
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    const { child } = running;
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'close');
  };
  return {
    url,
    link,
    dataDir,
    stop,
    restart: async () => {
      running = await start(dataDir, port, settings);
    },
    remove: async () => {
      await stop();
      rmSync(placeOfDatabase(dataDir), { recursive: true, force: true });
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Uses the one-time link as a person would, by its form, and logs in; answers the session's cookie for further calls. */
export async function createFirstAccount({ url, link }: Dashboard): Promise<string> {
  const form = new URLSearchParams({
    link: new URL(link ?? url).searchParams.get('link') ?? '',
    name: ada.name,
    display_name: 'Ada Lovelace',
    password,
    again: password,
  });
  const made = await send(`${url}/setup`, {
    method: 'POST',
    body: form,
    headers: { origin: url },
    redirect: 'manual',
  });
  if (made.status !== 303) throw new Error(`the first account was refused: ${made.status} ${await made.text()}`);
  return await logIn(url, ada);
}

/** Logs in by the API; answers the cookie. */
export async function logIn(url: string, { name, password: secret }: Account): Promise<string> {
  const answer = await send(`${url}/api/auth/login`, {
    method: 'POST',
    body: JSON.stringify({ name, password: secret }),
    headers: { 'content-type': 'application/json', origin: url },
  });
  if (!answer.ok) throw new Error(`log-in failed: ${answer.status} ${await answer.text()}`);
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');
}

/** Makes an account with roles; answers who can log in. */
export async function createAccount(
  dashboard: Dashboard,
  cookie: string,
  name: string,
  roles: readonly string[],
): Promise<Account> {
  const made = await call(dashboard, cookie, 'POST', '/api/admin/users', { name, roles });
  const { invitation } = made as { invitation: { url: string } };
  const form = new URLSearchParams({
    link: new URL(invitation.url).searchParams.get('link') ?? '',
    password,
    again: password,
  });
  const answer = await send(`${dashboard.url}/setup`, {
    method: 'POST',
    body: form,
    headers: { origin: dashboard.url },
    redirect: 'manual',
  });
  if (answer.status !== 303) throw new Error(`the invitation was refused: ${answer.status}`);
  return { name, password };
}

/** One call of the API; the JSON that it answers. Throws for failures. */
export async function call(
  { url }: Dashboard,
  cookie: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const answer = await send(`${url}${path}`, {
    method,
    headers: { cookie, origin: url, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** Asks again while the server has too much in hand, as on a busy machine: it says so before it looks at the request. */
async function send(address: string, init: RequestInit): Promise<Response> {
  const deadline = AbortSignal.timeout(120_000);
  for (;;) {
    const answer = await fetch(address, init);
    if (answer.status !== 503 || deadline.aborted) return answer;
    await answer.body?.cancel();
    await new Promise((done) => setTimeout(done, 250));
  }
}

/** Cookies in the form that a browser's context takes. */
export function browserCookies({ url }: Pick<Dashboard, 'url'>, cookie: string) {
  return cookie.split('; ').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return { name, value: value.join('='), url };
  });
}

async function start(dataDir: string, port: number, settings: Readonly<Record<string, string>>) {
  const own = {
    'metrics.port': '0',
    'feeds.enabled': 'false',
    'test.endpoints': 'true',
    'ratelimit.mode': 'shadow',
    ...settings,
  };
  const child: ChildProcess = spawn(
    process.execPath,
    [
      join(root, 'apps/server/bin/maximus-server.mjs'),
      '--data-dir',
      dataDir,
      '--port',
      String(port),
      ...Object.entries(own).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
    ],
    {
      env: {
        ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:MAXIMUS_|DATABASE_URL)/.test(name))),
        NO_COLOR: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('close', () => process.removeListener('exit', kill));
  let said = '';
  child.stdout?.on('data', (chunk) => {
    said += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  const closed = once(child, 'close');
  const deadline = AbortSignal.timeout(150_000);
  while (!said.includes('is ready')) {
    if (child.exitCode !== null || child.signalCode !== null || deadline.aborted) {
      child.kill('SIGKILL');
      throw new Error(`the server did not start:\n${said}`);
    }
    await Promise.race([new Promise((done) => setTimeout(done, 100)), closed]);
  }
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? '';
  return { child, url, link: /http:\S+\/setup\?link=\S+/.exec(said)?.[0] };
}

/** Where PostgreSQL keeps its files when the server runs as root. */
function placeOfDatabase(dataDir: string): string {
  try {
    const { home } = JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')) as { home?: string };
    return home ?? join(dataDir, 'postgres');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return join(dataDir, 'postgres');
    throw error;
  }
}
