import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import type { TestCertificates } from './certificates.ts';
import { waitUntil } from './wait-until.ts';

/** One server process of a test topology. */
export interface RedisNode {
  readonly port: number;
  /** `undefined` while it is not running. */
  readonly pid: number | undefined;
  /** Starts it again on its port with the files that it left; resolves when it answers. */
  start(): Promise<void>;
  /** `kill -9`; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Stands still (SIGSTOP): connections stay open and nothing is answered. */
  freeze(): void;
  thaw(): void;
  /** One command by a connection of its own. */
  command(...parts: readonly (string | number)[]): Promise<unknown>;
}

/** What a node is started with. */
export interface RedisNodeOptions {
  readonly port: number;
  readonly folder: string;
  readonly args: readonly string[];
  readonly password?: string | undefined;
  readonly sentinel?: boolean;
  readonly certificates?: TestCertificates | undefined;
}

const running = new Set<ChildProcess>();
let watching = false;

/** Where the system has it, a server ends with the process that started it, however that one ends. */
const guard = existsSync('/usr/bin/setpriv') ? ['/usr/bin/setpriv', '--pdeathsig', 'KILL'] : [];

/** Elsewhere the last that this process does is to end its servers, by their ids. */
function endWithProcess(): void {
  if (watching) return;
  watching = true;
  process.once('exit', () => {
    for (const child of running) child.kill('SIGKILL');
  });
}

/** A server that is not started yet. */
export function redisNode(options: RedisNodeOptions): RedisNode {
  const { port, folder, args, password, sentinel = false, certificates } = options;
  let child: ChildProcess | undefined;
  const command = async (...parts: readonly (string | number)[]): Promise<unknown> => {
    const client = new Redis({
      host: '127.0.0.1',
      port,
      ...(password === undefined || sentinel ? {} : { password }),
      ...(certificates === undefined ? {} : { tls: readCertificates(certificates) }),
      lazyConnect: true,
      retryStrategy: null,
      maxRetriesPerRequest: 0,
      commandTimeout: 5_000,
      protocol: 2,
      enableReadyCheck: false,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const [name = '', ...rest] = parts.map(String);
      return await client.call(name, ...rest);
    } finally {
      client.disconnect();
    }
  };
  return {
    port,
    get pid() {
      return child?.pid;
    },
    command,
    async start() {
      endWithProcess();
      mkdirSync(folder, { recursive: true });
      const [program = '', ...words] = [...guard, sentinel ? 'redis-sentinel' : 'redis-server', ...args];
      const started = spawn(program, words, { cwd: folder, stdio: 'ignore' });
      child = started;
      running.add(started);
      started.once('exit', () => {
        running.delete(started);
        if (child === started) child = undefined;
      });
      await waitUntil(`redis on port ${port} answers`, async () => (await command('PING')) === 'PONG');
    },
    async kill() {
      const victim = child;
      if (victim === undefined) return;
      const gone = once(victim, 'exit');
      victim.kill('SIGKILL');
      await gone;
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
  };
}

function readCertificates({ ca, cert, key }: TestCertificates) {
  return { ca: readFileSync(ca), cert: readFileSync(cert), key: readFileSync(key) };
}
