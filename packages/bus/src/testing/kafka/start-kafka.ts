import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { defaultCache, kafkaJars } from './jars.ts';
import { installTools, java, missingTools } from './java.ts';
import { secureListener, type TestLogin } from './secure-listener.ts';
import { brokerSettings, logSettings, plainListener } from './settings.ts';

const run = promisify(execFile);

/** How a broker is wanted. */
export interface KafkaOptions {
  /** Folder that keeps the jars; below the user's cache unless said, or `MAXIMUS_KAFKA_CACHE`. */
  readonly cache?: string;
  /** TLS with a certificate of its own, and a log-in by PLAIN or SCRAM-SHA-512. */
  readonly secure?: boolean;
}

/** A broker of our own. */
export interface TestKafka {
  /** `host:port`, as `bus.kafka.brokers` takes it; the same through every restart. */
  readonly brokers: readonly string[];
  readonly pid: number | undefined;
  /** Present when it was started with `secure`. */
  readonly login: TestLogin | undefined;
  /** SIGTERM and wait. */
  stop(): Promise<void>;
  /** SIGKILL and wait. */
  kill(): Promise<void>;
  /** Starts again on the same data and ports, and waits until it is ready. */
  restart(): Promise<void>;
  /** Kills it and removes its data. */
  dispose(): Promise<void>;
}

/** Why there can be no broker here; `undefined` when there can. */
export async function kafkaMissing(): Promise<string | undefined> {
  const missing = await missingTools();
  if (missing.length === 0 || mayProvision()) return undefined;
  return `${missing.join(' and ')} not found: set MAXIMUS_PROVISION=1 to have it installed`;
}

/**
 * Starts a real broker in KRaft mode on free loopback ports and waits until it takes requests (2–3 s once the jars are
 * there, 300–400 MB). Installs Java and Maven only where `CI` or `MAXIMUS_PROVISION=1` is set; throws when it cannot.
 */
export async function startKafka(options: KafkaOptions = {}): Promise<TestKafka> {
  const missing = await missingTools();
  if (missing.length > 0) {
    if (!mayProvision()) throw new Error(`${missing.join(' and ')} not found`);
    await installTools();
  }
  const jars = await kafkaJars(options.cache ?? process.env['MAXIMUS_KAFKA_CACHE'] ?? defaultCache());
  const folder = await mkdtemp(join(tmpdir(), 'maximus-kafka-'));
  const classPath = join(jars, '*');
  const [port, controllerPort] = await freePorts();
  const settings = join(folder, 'server.properties');
  const logConfig = join(folder, 'log4j2.properties');
  await mkdir(join(folder, 'data'));
  const secured = options.secure === true ? await secureListener(folder) : undefined;
  const listener = secured?.listener ?? plainListener;
  await writeFile(settings, brokerSettings(join(folder, 'data'), port, controllerPort, listener));
  await writeFile(logConfig, logSettings);
  const tool = ['-cp', classPath, `-Dlog4j2.configurationFile=${logConfig}`, 'kafka.tools.StorageTool'];
  const scram = secured === undefined ? [] : ['--add-scram', secured.scram];
  const id = (await run(java, [...tool, 'random-uuid'])).stdout.trim().split('\n').at(-1) ?? '';
  await run(java, [...tool, 'format', '--standalone', '-t', id, '-c', settings, ...scram]);
  const command = [
    ...['-Xms384m', '-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'],
    ...['-cp', classPath, `-Dlog4j2.configurationFile=${logConfig}`, 'kafka.Kafka', settings],
  ];
  const log = join(folder, 'kafka.log');
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const out = openSync(log, 'w');
    child = spawn(java, command, { stdio: ['ignore', out, out] });
    closeSync(out);
    await untilReady(child, log);
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = child;
    child = undefined;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    ending.once('exit', () => resolve());
    ending.kill(signal);
    await promise;
  }

  await start();
  return {
    brokers: [`127.0.0.1:${port}`],
    login: secured?.login,
    get pid() {
      return child?.pid;
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    restart: start,
    async dispose() {
      await end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function mayProvision(): boolean {
  return Boolean(process.env['CI']) || process.env['MAXIMUS_PROVISION'] === '1';
}

/** Reads the log until the broker says that it has started; throws its last lines when it ends before or takes too long. */
async function untilReady(child: ChildProcess, log: string): Promise<void> {
  const deadlineMs = Date.now() + 120_000;
  for (;;) {
    const text = await readFile(log, 'utf8');
    if (text.includes('Kafka Server started')) return;
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadlineMs) {
      child.kill('SIGKILL');
      throw new Error(`the broker did not start:\n${text.split('\n').slice(-20).join('\n')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()];
  const ports: number[] = [];
  for (const server of servers) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
    await promise;
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no free port');
    ports.push(address.port);
  }
  for (const server of servers) await new Promise((resolve) => server.close(resolve));
  const [port = 0, controllerPort = 0] = ports;
  return [port, controllerPort];
}
