import { provisionRedis, startRedis } from '@maximus/cache/testing';
import { startChild } from './child.ts';

/** How long clients of a killed node took to have everything again. */
export interface Recovery {
  readonly clients: number;
  /** `null`: not finished within the time that this run allows. */
  readonly milliseconds: number | null;
  readonly gaps: number | null;
  readonly resyncs: number | null;
}

interface Answer {
  readonly tookMs: number;
  readonly gaps: number;
  readonly resyncs: number;
}

/**
 * Two gateway processes on one Redis; all clients are on the first, which is killed (SIGKILL); messages go on at the
 * second. Measured: from the kill to the moment at which every client has every message. `undefined` without Redis.
 */
export async function measureRecovery(clients: number, limitMs = 180_000): Promise<Recovery | undefined> {
  const provisioned = await provisionRedis();
  if (!provisioned.available) return undefined;
  const redis = await startRedis({ topology: 'standalone' });
  const node = '../../services/gateway/src/testing/node-process.ts';
  // The one that is killed lets everybody in at once; the one that stays keeps the limits as they are shipped.
  const nodes = await Promise.all(['50000', '1000'].map((burst) => startChild(node, redis.url, 'bench:', burst)));
  const load = await startChild('clients.ts');
  // A machine that is busy with other things opens ten thousand sockets in minutes; that says nothing of the recovery.
  const timer = setTimeout(() => void load.kill(), limitMs);
  try {
    const [first, second] = nodes.map(({ hello }) => Number(hello));
    await load.ask({ open: { count: clients, ports: [first] } });
    await nodes[1]?.ask({ publish: { from: 1, to: 50 } });
    await load.ask({ reach: { event: 'e50', sinceMs: Date.now() } });
    // From here on new connections go where a balancer would send them: to the node that answers.
    await load.ask({ open: { count: 0, ports: [second] } });
    const sinceMs = Date.now();
    await nodes[0]?.kill();
    await nodes[1]?.ask({ publish: { from: 51, to: 100 } });
    const { tookMs, gaps, resyncs } = await load.ask<Answer>({ reach: { event: 'e100', sinceMs } });
    return { clients, milliseconds: tookMs, gaps, resyncs };
  } catch (error) {
    process.stderr.write(`${clients} clients: ${error instanceof Error ? error.message : String(error)}\n`);
    return { clients, milliseconds: null, gaps: null, resyncs: null };
  } finally {
    clearTimeout(timer);
    await Promise.all([load, ...nodes].map((child) => child.kill()));
    await redis.stop();
  }
}
