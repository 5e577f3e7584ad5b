import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kafkaMissing, startKafka, type TestKafka } from '@maximus/bus/testing';
import { provisionRedis, startRedis, type TestRedis } from '@maximus/cache/testing';
import { balance } from '@maximus/gateway/testing';
import { systemClock } from '@maximus/kernel';
import { silentLogger } from '@maximus/observability';
import { startPostgres, type TestPostgres } from '@maximus/storage/testing';
import { buildSampleIndex } from '../first-start/sample-index.ts';
import { LiveReader } from './live-reader.ts';
import { type ServerUnderTest, startServerProcess, stopServer } from './run-server.ts';
import { type SignedIn, signInFirst } from './sign-in.ts';
import { until } from './until.ts';

const advisories = fileURLToPath(new URL('../../../../examples/advisories', import.meta.url));

/** One server process of an estate; it keeps its port and its folder through every start. */
export interface EstateNode {
  readonly url: string;
  readonly server: ServerUnderTest;
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** Several server processes on one PostgreSQL, one Redis and one Kafka, with a balancer before them. */
export interface Estate extends AsyncDisposable {
  readonly postgres: TestPostgres;
  readonly redis: TestRedis;
  readonly kafka: TestKafka;
  readonly nodes: readonly EstateNode[];
  /** Of the balancer. */
  readonly url: string;
  readonly ada: SignedIn;
  /** A reader at one server, or behind the balancer, that is connected. */
  read(url?: string): Promise<LiveReader>;
}

/** Why there can be no estate here, for the name of a suite that is skipped; empty when there can. */
export async function estateMissing(): Promise<string> {
  const kafka = await kafkaMissing();
  if (kafka !== undefined) return ` (skipped: ${kafka})`;
  const redis = await provisionRedis();
  return redis.available ? '' : ` (${redis.reason})`;
}

/** Starts everything; both servers begin at the same time on an empty database. */
export async function startEstate(topology: TestRedis['topology'] = 'standalone'): Promise<Estate> {
  const folder = mkdtempSync(join(tmpdir(), 'maximus-estate-'));
  const index = join(folder, 'index');
  const undo: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const dispose = async () => {
    for (const one of undo.splice(0).reverse()) await one();
  };
  try {
    await buildSampleIndex({ from: [advisories], to: index, clock: systemClock, logger: silentLogger });
    const postgres = await startPostgres();
    undo.push(() => postgres.dispose());
    const redis = await startRedis({ topology });
    undo.push(() => redis.stop());
    const kafka = await startKafka();
    undo.push(() => kafka.dispose());
    const env = {
      MAXIMUS_DATABASE_URL: postgres.url,
      MAXIMUS_REDIS_URL: redis.url,
      MAXIMUS_BUS_DRIVER: 'kafka',
      MAXIMUS_BUS_KAFKA_BROKERS: kafka.brokers.join(','),
      MAXIMUS_BUS_KAFKA_SESSION_TIMEOUT: '6s',
      MAXIMUS_AUTH_KEY_FILE: join(folder, 'identity.key'),
      MAXIMUS_EXAMPLES: 'false',
      MAXIMUS_TEST_ENDPOINTS: 'true',
      MAXIMUS_RATELIMIT_DEFAULT_LIMIT: '100000',
    };
    const nodes = await Promise.all(
      ['one', 'two'].map(async (name) => {
        const node = await startNode(join(folder, name), index, env);
        undo.push(() => node.kill());
        return node;
      }),
    );
    const balancer = await balance(nodes.map(({ url }) => Number(new URL(url).port)));
    undo.push(() => balancer.stop());
    const ada = await signInFirst(nodes[0]?.server ?? { url: '', summary: '' });
    const url = `http://127.0.0.1:${balancer.port}`;
    return {
      ...{ postgres, redis, kafka, nodes, ada, url },
      read: async (at = url) => {
        const reader = new LiveReader({ url: at, token: ada.token, api: () => ada.api(at) });
        undo.push(() => reader.close());
        await until('the reader is connected', () => reader.live.state === 'connected');
        return reader;
      },
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function startNode(dataDir: string, index: string, env: Record<string, string>): Promise<EstateNode> {
  mkdirSync(dataDir, { mode: 0o700 });
  cpSync(index, join(dataDir, 'index'), { recursive: true });
  let server = await startServerProcess(dataDir, [], env);
  const { url } = server;
  return {
    url,
    get server() {
      return server;
    },
    kill: async () => {
      await stopServer(server, 'SIGKILL');
    },
    start: async () => {
      server = await startServerProcess(dataDir, ['--port', new URL(url).port], env);
    },
  };
}
