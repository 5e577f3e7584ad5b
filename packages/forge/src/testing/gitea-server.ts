import { execFile, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A Gitea that runs, for tests that ask it and not what was recorded of it. */
export interface GiteaServer extends AsyncDisposable {
  readonly url: string;
  readonly version: string;
  /** Makes a person; the token may do everything that the person may. */
  addUser(name: string): Promise<string>;
  /** Calls the API as a person, path below `/api/v1`; throws on a refusal. */
  api(token: string, method: string, path: string, body?: unknown): Promise<unknown>;
}

/**
 * Starts the Gitea whose sources are in a folder, with its program `gitea` built there (`go build -tags sqlite`), on a free port
 * of the loopback with a database of its own, and ends it when disposed of.
 */
export async function giteaServer(sources: string): Promise<GiteaServer> {
  const folder = await mkdtemp(join(tmpdir(), 'maximus-gitea-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = join(folder, 'app.ini');
  await mkdir(join(folder, 'home'));
  await writeFile(config, settings({ sources, folder, port }));
  // Gitea does not run as root unless told to; what it writes is in the folder.
  await chmod(folder, 0o700);
  const program = join(sources, 'gitea');
  const env = { PATH: process.env['PATH'] ?? '', HOME: join(folder, 'home'), USER: 'root', GITEA_WORK_DIR: folder };
  const admin = async (...words: string[]) =>
    (await run(program, ['--config', config, 'admin', ...words], { env, cwd: folder })).stdout;
  await run(program, ['--config', config, 'migrate'], { env, cwd: folder });
  const child = spawn(program, ['--config', config, 'web'], { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const keep = (text: Buffer) => {
    said = `${said}${text.toString()}`.slice(-4_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const version = await versionOf(url, child, () => said).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    url,
    version,
    async addUser(name) {
      const words = ['--username', name, '--password', `${name}-Password-1`, '--email', `${name}@example.test`];
      const told = await admin('user', 'create', ...words, '--must-change-password=false');
      if (!told.includes('successfully')) throw new Error(told);
      const made = await admin('user', 'generate-access-token', '--username', name, '--scopes', 'all', '--raw');
      return made.trim();
    },
    async api(token, method, path, body) {
      const answer = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: { Authorization: `token ${token}`, 'Content-Type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 500)}`);
      return text === '' ? undefined : JSON.parse(text);
    },
    [Symbol.asyncDispose]: stop,
  };
}

async function versionOf(url: string, child: ReturnType<typeof spawn>, said: () => string): Promise<string> {
  const endMs = performance.now() + 120_000;
  while (performance.now() < endMs && child.exitCode === null) {
    const answer = await fetch(`${url}/api/v1/version`).catch(() => undefined);
    if (answer?.ok === true) return ((await answer.json()) as { version: string }).version;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`Gitea did not start: ${said()}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function settings({ sources, folder, port }: { sources: string; folder: string; port: number }): string {
  return `
APP_NAME = a forge of the tests
RUN_MODE = prod
I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true
WORK_PATH = ${folder}
[server]
HTTP_ADDR = 127.0.0.1
HTTP_PORT = ${port}
ROOT_URL = http://127.0.0.1:${port}/
STATIC_ROOT_PATH = ${sources}
DISABLE_SSH = true
OFFLINE_MODE = true
[database]
DB_TYPE = sqlite3
PATH = ${folder}/gitea.db
[repository]
ROOT = ${folder}/repositories
DEFAULT_BRANCH = main
[security]
INSTALL_LOCK = true
SECRET_KEY = only-for-tests
[webhook]
ALLOWED_HOST_LIST = loopback
[service]
DISABLE_REGISTRATION = true
[log]
LEVEL = warn
`;
}
