import { Cluster, type Redis } from 'ioredis';
import { within } from './failures.ts';
import { countClusterNodes, infoNumber, readInfo } from './info-text.ts';
import type { Link } from './link.ts';
import type { RedisHealth, RedisInfo, RedisNodeInfo, Topology } from './types.ts';

const allSlots = 16_384;

/** Asks Redis how it is; rejects when it does not answer in time. */
export async function askHealth(link: Link, topology: Topology, limitMs: number): Promise<RedisHealth> {
  const beganMs = performance.now();
  await within(link.ping(), limitMs);
  const latencyMs = Math.round((performance.now() - beganMs) * 100) / 100;
  if (link instanceof Cluster) {
    const [info, list] = await within(Promise.all([link.cluster('INFO'), link.cluster('NODES')]), limitMs);
    const fields = readInfo(String(info));
    const slots = {
      assigned: infoNumber(fields, 'cluster_slots_assigned'),
      ok: infoNumber(fields, 'cluster_slots_ok'),
      pfail: infoNumber(fields, 'cluster_slots_pfail'),
      fail: infoNumber(fields, 'cluster_slots_fail'),
    };
    const state = fields.get('cluster_state') === 'ok' ? 'ok' : 'fail';
    const healthy = state === 'ok' && slots.assigned === allSlots && slots.fail === 0;
    return { state, topology, healthy, ...countClusterNodes(String(list)), slots, latencyMs };
  }
  const fields = readInfo(await within(link.info('replication'), limitMs));
  const isMaster = fields.get('role') === 'master';
  const replicas = infoNumber(fields, 'connected_slaves');
  const detail = isMaster ? {} : { detail: 'the server is a replica and takes no writes' };
  const state = isMaster ? 'ok' : 'fail';
  return {
    ...{ state, topology, healthy: isMaster },
    ...{ nodes: 1 + replicas, masters: isMaster ? 1 : 0, replicas, latencyMs, ...detail },
  };
}

/** What is told while Redis does not answer. */
export function healthWithout(topology: Topology, detail: string): RedisHealth {
  return { state: 'fallback', topology, healthy: false, nodes: 0, masters: 0, replicas: 0, detail };
}

/** INFO of every server that answers. */
export async function askInfo(link: Link, topology: Topology, limitMs: number): Promise<RedisInfo> {
  const servers: readonly Redis[] = link instanceof Cluster ? link.nodes('all') : [link];
  const answers = await Promise.allSettled(servers.map((server) => within(server.info(), limitMs)));
  const nodes = answers.flatMap((answer, at): RedisNodeInfo[] => {
    const server = servers[at];
    if (answer.status === 'rejected' || server === undefined) return [];
    const fields = readInfo(answer.value);
    const role = fields.get('role');
    const address = server.stream?.remoteAddress === undefined ? server.options.host : server.stream.remoteAddress;
    return [
      {
        address: `${address}:${server.stream?.remotePort ?? server.options.port}`,
        role: role === 'master' ? 'master' : role === 'slave' ? 'replica' : 'unknown',
        version: fields.get('redis_version') ?? '',
        uptimeSeconds: infoNumber(fields, 'uptime_in_seconds'),
        usedMemoryBytes: infoNumber(fields, 'used_memory'),
        connectedClients: infoNumber(fields, 'connected_clients'),
      },
    ];
  });
  return { topology, nodes };
}
