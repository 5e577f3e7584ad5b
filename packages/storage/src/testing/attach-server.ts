import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ConnectionSettings } from '../database/index.ts';
import { controlPath, serverFolder } from './server-address.ts';

/** A hold on the shared test server; it runs as long as one process has one. */
export interface AttachedServer {
  readonly connection: ConnectionSettings;
  /** The server drops the database should this process end without doing so. */
  owns(database: string): void;
  dropped(database: string): void;
}

const startMs = 60_000;
let attached: Promise<AttachedServer> | undefined;

/** Attaches this process to the shared test server, which the first one starts. Once per process. */
export function attachServer(): Promise<AttachedServer> {
  attached ??= attachOrStart();
  return attached;
}

async function attachOrStart(): Promise<AttachedServer> {
  const folder = serverFolder();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const deadline = Date.now() + startMs;
  let isRunning = () => false;
  for (;;) {
    const found = await attach(controlPath(folder));
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`the test server does not start: ${logOf(folder)}`);
    // One that was about to end refuses, or another process' start was first: so it is looked after until one answers.
    if (!isRunning()) isRunning = startServer(folder);
    await sleep(25);
  }
}

async function attach(path: string): Promise<AttachedServer | undefined> {
  const socket = connect(path);
  const greeting = await firstLine(socket);
  if (greeting === undefined) return undefined;
  // The socket is what counts; it must not keep the process that holds it.
  socket.unref();
  return {
    connection: JSON.parse(greeting) as ConnectionSettings,
    owns: (database) => socket.write(`+${database}\n`),
    dropped: (database) => socket.write(`-${database}\n`),
  };
}

async function firstLine(socket: Socket): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  socket.on('error', () => resolve(undefined));
  socket.on('close', () => resolve(undefined));
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString();
    if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
  });
  return await promise;
}

function startServer(folder: string): () => boolean {
  const log = openSync(join(folder, 'log'), 'w', 0o600);
  const script = fileURLToPath(new URL('./server-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, folder], { detached: true, stdio: ['ignore', log, log], cwd: '/' });
  child.unref();
  let running = true;
  child.once('error', () => {
    running = false;
  });
  child.once('exit', () => {
    running = false;
  });
  return () => running;
}

function logOf(folder: string): string {
  return readFileSync(join(folder, 'log'), 'utf8').slice(-2_000);
}
