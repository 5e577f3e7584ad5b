import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const program = resolve(import.meta.dirname, '../../bin/maximus-server.mjs');

/** How a process ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** A server process under test. */
export interface ServerUnderTest {
  readonly process: ChildProcess;
  readonly url: string;
  /** What it printed when it was ready. */
  readonly summary: string;
  readonly ended: Promise<Ended>;
}

/** Variables of the machine that a test may pass on; none of ours. */
function plainEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:MAXIMUS_|DATABASE_URL)/.test(name)));
}

/** Starts the program; where `cwd` is not given, in the folder of the data. */
export function spawnServer(args: readonly string[], options: { cwd?: string; env?: Record<string, string> } = {}) {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: options.cwd ?? tmpdir(),
    env: { ...plainEnvironment(), NO_COLOR: '1', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A test that is given up must not leave a server behind.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('close', () => process.removeListener('exit', kill));
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  const ended = once(child, 'close').then(([code, signal]): Ended => ({ code, signal, ...said }));
  return { child, said, ended };
}

/** Runs the program to its end. */
export async function runToEnd(
  args: readonly string[],
  options: Parameters<typeof spawnServer>[1] = {},
): Promise<Ended> {
  return await spawnServer(args, options).ended;
}

/** Starts a server on a free port and waits until it is ready. */
export async function startServerProcess(
  dataDir: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<ServerUnderTest> {
  // No test reaches for the feeds of the world.
  const own = ['--data-dir', dataDir, '--port', '0', '--set', 'metrics.port=0', '--set', 'feeds.enabled=false'];
  const { child, said, ended } = spawnServer([...own, ...args], { env });
  const deadline = AbortSignal.timeout(120_000);
  while (!said.out.includes('is ready')) {
    if (child.exitCode !== null || child.signalCode !== null || deadline.aborted) {
      child.kill('SIGKILL');
      throw new Error(`the server did not start:\n${said.out}${said.err}`);
    }
    await Promise.race([once(child.stdout, 'data', { signal: deadline }), ended]);
  }
  const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(said.out) ?? [''];
  return { process: child, url, summary: said.out, ended };
}

/** Sends a signal and waits for the end. */
export async function stopServer(server: ServerUnderTest, signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
  server.process.kill(signal);
  return await server.ended;
}

/** A folder that only this user may enter, with a data directory in it; `remove` takes PostgreSQL's own place away too. */
export function closedFolder(): { readonly dataDir: string; readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'maximus-closed-'));
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir, { mode: 0o700 });
  return {
    folder,
    dataDir,
    remove: () => {
      rmSync(homeOf(dataDir), { recursive: true, force: true });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Where PostgreSQL keeps its files when the server runs as root. */
function homeOf(dataDir: string): string {
  try {
    const { home } = JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')) as { home?: string };
    return home ?? join(dataDir, 'postgres');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return join(dataDir, 'postgres');
    throw error;
  }
}
