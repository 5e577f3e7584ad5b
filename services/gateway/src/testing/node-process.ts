/**
 * One gateway node as a process of its own, for tests that kill it: `node node-process.ts <redis url> <prefix> <burst>`,
 * where burst is how many connections it takes at once.. */
import { createInterface } from 'node:readline';
import { createRedis, RedisConfig } from '@maximus/cache';
import { silentLogger } from '@maximus/observability';
import { createRedisBroker } from '@maximus/realtime';
import { draft } from '@maximus/realtime/testing';
import { TestGateway } from './test-gateway.ts';

/** What the process is told, one JSON text per line. */
export interface NodeOrder {
  /** Publish events `e<from>` to `e<to>` on `adaptive-immunity`, in order. */
  readonly publish: { readonly from: number; readonly to: number };
}

const [url = '', key_prefix = '', burst = '1000'] = process.argv.slice(2);
const redis = await createRedis({ config: RedisConfig.parse({ url, key_prefix }) });
const broker = createRedisBroker({
  redis,
  logger: silentLogger,
  messages: 1_000,
  ageMs: 3_600_000,
  lossAfterMs: 1_500,
});
const most = 50_000;
const config = { connection_burst: Number(burst), connections_per_user: most, connections_per_address: most };
const node = await TestGateway.start({ broker, config });
process.stdout.write(`${node.port}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const { publish } = JSON.parse(line) as NodeOrder;
  for (let at = publish.from; at <= publish.to; at += 1) await node.hub.publish('adaptive-immunity', draft(`e${at}`));
  process.stdout.write('{}\n');
}
