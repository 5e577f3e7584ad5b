import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errors } from '../errors.ts';
import { endLeftover, readPid } from './leftover.ts';
import type { Binaries } from './locate-binaries.ts';
import type { Place } from './place.ts';

/** A running server process. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Resolves when the process has ended, whatever the reason. */
  readonly ended: Promise<void>;
  /** Ends every session and stops; when the signal is aborted, without a clean checkpoint, which the next start makes up for. */
  stop(deadline?: AbortSignal): Promise<void>;
}

const startMs = 60_000;
const mostTries = 5;
const logLimitBytes = 10 << 20;

/**
 * Starts the server on a loopback port, a free one unless it is named, and waits until it takes connections. Fails with
 * `storage.embedded_failed`.
 */
export async function startPostmaster(
  place: Place,
  binaries: Binaries,
  settings: Readonly<Record<string, string>>,
  port?: number,
): Promise<Postmaster> {
  await endLeftover(place.data);
  // A port may be taken between asking for a free one and binding it; after a kill the old shared memory may live on a moment.
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(place, binaries, settings, port ?? (await freePort()));
    } catch (error) {
      if (attempt === mostTries || !isPassing(error)) throw error;
      await sleep(200 * attempt);
    }
  }
}

async function startOnce(
  place: Place,
  binaries: Binaries,
  settings: Readonly<Record<string, string>>,
  port: number,
): Promise<Postmaster> {
  const args = ['-D', place.data, '-p', String(port)];
  for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`);
  const log = await openLog(place.logFile);
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  let failure: Error | undefined;
  let isEnded = false;
  const end = (error?: Error) => {
    failure = error;
    isEnded = true;
    resolve();
  };
  let child: ChildProcess;
  try {
    child = spawn(binaries.postgres, args, {
      cwd: '/',
      env: childEnvironment,
      stdio: ['ignore', log.fd, log.fd],
      // A Ctrl-C in the terminal is for the server, which stops PostgreSQL itself when it no longer needs it.
      detached: true,
      windowsHide: true,
      ...(place.user && { uid: place.user.uid, gid: place.user.gid }),
    });
    // Before anything is waited for: a server that ends at once would have told nobody.
    child.once('error', end);
    child.once('exit', () => end());
  } finally {
    await log.close();
  }
  const deadline = Date.now() + startMs;
  while (!isEnded && Date.now() < deadline) {
    if (child.pid !== undefined && (await isReady(place.data, child.pid))) {
      return { pid: child.pid, port, ended, stop: (signal) => stop(child, ended, signal) };
    }
    await sleep(10);
  }
  child.kill('SIGQUIT');
  await ended;
  const tail = await tailOf(place.logFile);
  const text = failure === undefined ? tail : `${failure.message}\n${tail}`;
  throw errors.embedded_failed(`PostgreSQL did not start: ${text}`, { file: place.logFile }, failure);
}

const childEnvironment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** Runs initdb, the other program that is run as the service user. Fails with `storage.embedded_failed`. */
export async function runProgram(program: string, args: readonly string[], place: Place): Promise<void> {
  const child = spawn(program, args, {
    cwd: '/',
    env: childEnvironment,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    ...(place.user && { uid: place.user.uid, gid: place.user.gid }),
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-4_000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject);
  child.once('close', resolve);
  let cause: unknown;
  try {
    if ((await promise) === 0) return;
  } catch (error) {
    cause = error;
  }
  const text = cause instanceof Error ? cause.message : output.trim();
  throw errors.embedded_failed(`${program} failed: ${text}`, {}, cause);
}

async function stop(child: ChildProcess, ended: Promise<void>, deadline?: AbortSignal): Promise<void> {
  if (deadline?.aborted) child.kill('SIGQUIT');
  else child.kill('SIGINT');
  const force = () => child.kill('SIGQUIT');
  deadline?.addEventListener('abort', force, { once: true });
  await ended;
  deadline?.removeEventListener('abort', force);
}

/** The eighth line of `postmaster.pid` is the state that pg_ctl waits for. */
async function isReady(data: string, pid: number): Promise<boolean> {
  const file = await readPid(join(data, 'postmaster.pid'));
  return file?.pid === pid && file.state === 'ready';
}

function isPassing(error: unknown): boolean {
  const text = error instanceof Error ? error.message : '';
  return /could not bind|Address already in use|pre-existing shared memory block/i.test(text);
}

async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ host: '127.0.0.1', port: 0, exclusive: true }, resolve);
  await promise;
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw errors.embedded_failed('no loopback port is free');
  return address.port;
}

async function openLog(path: string) {
  const size = (await stat(path).catch(() => undefined))?.size ?? 0;
  if (size > logLimitBytes) await rename(path, `${path}.1`);
  return await open(path, 'a', 0o600);
}

async function tailOf(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.slice(-2_000).trim();
}
