import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Topology } from '../redis/types.ts';
import { makeCertificates, type TestCertificates } from './certificates.ts';
import { freePorts } from './free-ports.ts';
import { moveSlot } from './move-slot.ts';
import { type RedisNode, redisNode } from './redis-node.ts';
import { waitUntil } from './wait-until.ts';

/** What `startRedis` starts. */
export interface StartRedisOptions {
  readonly topology: Exclude<Topology, 'memory'>;
  readonly password?: string;
  /** Encrypted, and clients must show a certificate too. */
  readonly tls?: boolean;
}

/** Real servers on loopback ports, all of them started by this process. */
export interface TestRedis {
  readonly topology: Exclude<Topology, 'memory'>;
  /** For `createRedis`. */
  readonly url: string;
  /** The servers that hold data: one, master and replica, or three masters and three replicas. */
  readonly nodes: readonly RedisNode[];
  readonly sentinels: readonly RedisNode[];
  /** Only with `tls`. */
  readonly certificates: TestCertificates | undefined;
  /** The nodes that are master now, as one of the living says. */
  masters(): Promise<readonly RedisNode[]>;
  /** Hands the slot of a key to another master; only in a cluster without a password. */
  moveSlotOf(key: string): Promise<void>;
  /** Every server is up, every replica in step, and a cluster says that it is well. */
  ready(): Promise<void>;
  stop(): Promise<void>;
}

const sentinelName = 'main';

/** Starts servers and waits until they are ready. The caller stops them; they end with the process in any case. */
export async function startRedis({ topology, password, tls = false }: StartRedisOptions): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'maximus-redis-'));
  const certificates = tls ? makeCertificates(folder) : undefined;
  const plan = await layOut(topology, folder, password, certificates);
  const redis: TestRedis = {
    topology,
    certificates,
    ...plan,
    masters: () => mastersOf(plan.nodes),
    moveSlotOf: async (key) => moveSlot(await mastersOf(plan.nodes), key),
    ready: () => ready(topology, plan),
    async stop() {
      await Promise.all([...plan.sentinels, ...plan.nodes].map((node) => node.kill()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await Promise.all(plan.nodes.map((node) => node.start()));
    if (topology === 'cluster') await joinCluster(plan);
    // A sentinel asks the master for its replicas every ten seconds: the first time, they are to be there.
    await inStep(plan.nodes, topology);
    await Promise.all(plan.sentinels.map((node) => node.start()));
    await redis.ready();
    return redis;
  } catch (error) {
    await redis.stop();
    throw error;
  }
}

interface Plan {
  readonly url: string;
  readonly nodes: readonly RedisNode[];
  readonly sentinels: readonly RedisNode[];
  readonly busPorts: readonly number[];
}

async function layOut(
  topology: TestRedis['topology'],
  folder: string,
  password: string | undefined,
  certificates: TestCertificates | undefined,
): Promise<Plan> {
  const secret = password === undefined ? [] : ['--requirepass', password, '--masterauth', password];
  const node = (port: number, extra: readonly string[]): RedisNode => {
    const own = join(folder, String(port));
    const base = [
      ...listening(port, certificates),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      own,
    ];
    const args = [...base, '--repl-diskless-sync-delay', '0', '--logfile', 'log', ...secret, ...extra];
    return redisNode({ port, folder: own, args, password, certificates });
  };
  const scheme = certificates === undefined ? 'redis' : 'rediss';
  const login = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
  if (topology === 'standalone') {
    const [port = 0] = await freePorts(1);
    const url = `${scheme}://${login}127.0.0.1:${port}`;
    return { url, nodes: [node(port, [])], sentinels: [], busPorts: [] };
  }
  if (topology === 'sentinel') {
    const [first = 0, second = 0, ...watchers] = await freePorts(5);
    const sentinels = watchers.map((port) => sentinelNode(port, first, folder, password, certificates));
    const url = `${scheme}-sentinel://${login}${watchers.map((port) => `127.0.0.1:${port}`).join(',')}/${sentinelName}`;
    return {
      url,
      nodes: [node(first, []), node(second, ['--replicaof', '127.0.0.1', String(first)])],
      sentinels,
      busPorts: [],
    };
  }
  const ports = await freePorts(12);
  const busPorts = ports.slice(6);
  const nodes = ports
    .slice(0, 6)
    .map((port, at) =>
      node(port, [
        ...['--cluster-enabled', 'yes', '--cluster-config-file', 'nodes.conf', '--cluster-node-timeout', '1000'],
        ...['--cluster-port', String(busPorts[at])],
      ]),
    );
  const url = `${scheme}-cluster://${login}${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
  return { url, nodes, sentinels: [], busPorts };
}

/** Where a server listens; the same words without dashes in a file of settings. */
function listening(port: number, certificates: TestCertificates | undefined): readonly string[] {
  if (certificates === undefined) return ['--port', String(port)];
  const { ca, cert, key } = certificates;
  return [
    ...['--port', '0', '--tls-port', String(port), '--tls-replication', 'yes', '--tls-cluster', 'yes'],
    ...['--tls-ca-cert-file', ca, '--tls-cert-file', cert, '--tls-key-file', key, '--tls-auth-clients', 'yes'],
  ];
}

function sentinelNode(
  port: number,
  master: number,
  folder: string,
  password: string | undefined,
  certificates: TestCertificates | undefined,
): RedisNode {
  const own = join(folder, `sentinel-${port}`);
  const file = join(folder, `sentinel-${port}.conf`);
  const lines = [
    listening(port, certificates).join(' ').replaceAll(' --', '\n').slice(2),
    'bind 127.0.0.1',
    `dir ${folder}`,
    `logfile ${file}.log`,
    `sentinel monitor ${sentinelName} 127.0.0.1 ${master} 2`,
    `sentinel down-after-milliseconds ${sentinelName} 1000`,
    `sentinel failover-timeout ${sentinelName} 5000`,
    ...(password === undefined ? [] : [`sentinel auth-pass ${sentinelName} "${password}"`]),
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  return redisNode({ port, folder: own, args: [file], sentinel: true, certificates });
}

async function joinCluster({ nodes, busPorts }: Plan): Promise<void> {
  const masters = nodes.slice(0, 3);
  for (const [at, node] of nodes.entries()) await node.command('CLUSTER', 'SET-CONFIG-EPOCH', at + 1);
  for (const [at, node] of masters.entries()) {
    const [from, to] = [Math.floor((16_384 * at) / 3), Math.floor((16_384 * (at + 1)) / 3) - 1];
    await node.command('CLUSTER', 'ADDSLOTSRANGE', from, to);
  }
  const [first, ...others] = nodes;
  for (const [at, node] of others.entries()) {
    await first?.command('CLUSTER', 'MEET', '127.0.0.1', node.port, busPorts[at + 1] ?? 0);
  }
  await waitUntil('all nodes know each other', async () => {
    const views = await Promise.all(
      nodes.map(async (node) => infoValue(await node.command('CLUSTER', 'INFO'), 'cluster_known_nodes')),
    );
    return views.every((known) => known === '6');
  });
  for (const [at, replica] of nodes.slice(3).entries()) {
    const id = String(await masters[at]?.command('CLUSTER', 'MYID'));
    // The replica may not have heard of its master's slots yet and says so; it is asked again.
    await waitUntil('the replica follows', async () => (await replica.command('CLUSTER', 'REPLICATE', id)) === 'OK');
  }
}

async function ready(topology: TestRedis['topology'], { nodes, sentinels }: Plan): Promise<void> {
  await inStep(nodes, topology);
  if (topology === 'standalone') return;
  if (topology === 'cluster') {
    await waitUntil('every node says cluster_state:ok', async () => {
      const views = await Promise.all(nodes.map((node) => node.command('CLUSTER', 'INFO')));
      return views.every(
        (view) => infoValue(view, 'cluster_state') === 'ok' && infoValue(view, 'cluster_slots_ok') === '16384',
      );
    });
    return;
  }
  await waitUntil('the sentinels know the replica and each other', async () => {
    const views = await Promise.all(sentinels.map((node) => node.command('SENTINEL', 'MASTER', sentinelName)));
    return views.every((view) => {
      const fields = Array.isArray(view) ? view.map(String) : [];
      const field = (name: string) => fields[fields.indexOf(name) + 1];
      return field('num-slaves') === '1' && field('num-other-sentinels') === '2';
    });
  });
}

async function inStep(nodes: readonly RedisNode[], topology: TestRedis['topology']): Promise<void> {
  if (topology === 'standalone') return;
  await waitUntil('masters and replicas are in step', async () => {
    const infos = await Promise.all(nodes.map((node) => node.command('INFO', 'replication')));
    return infos.every((info) => {
      if (infoValue(info, 'role') === 'slave') return infoValue(info, 'master_link_status') === 'up';
      return Number(infoValue(info, 'connected_slaves')) >= 1;
    });
  });
}

async function mastersOf(nodes: readonly RedisNode[]): Promise<readonly RedisNode[]> {
  const alive = nodes.filter(({ pid }) => pid !== undefined);
  const roles = await Promise.all(
    alive.map(async (node) => infoValue(await node.command('INFO', 'replication'), 'role')),
  );
  return alive.filter((_, at) => roles[at] === 'master');
}

/** One `name:value` of an INFO text. */
function infoValue(info: unknown, name: string): string | undefined {
  const line = String(info)
    .split('\r\n')
    .find((text) => text.startsWith(`${name}:`));
  return line?.slice(name.length + 1);
}
