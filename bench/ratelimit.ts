/**
 * What the rate limiter adds to a request: in memory, and with a local Redis where there is one. Beside it, in the same run,
 * the floor: one look for a key over the same connection. `node bench/ratelimit.ts [REQUESTS]`, 20,000 by default.
 */
import { createMemoryRedis, createRedis, type RedisClient, RedisConfig } from '@maximus/cache';
import { provisionRedis, startRedis } from '@maximus/cache/testing';
import { createRateLimiter, RateLimitConfig } from '@maximus/ratelimit';
import { machine } from './machine.ts';

const count = Number(process.argv[2] ?? 20_000);
const warmUp = 2_000;

async function time(work: (nth: number) => Promise<unknown>): Promise<readonly number[]> {
  for (let nth = 0; nth < warmUp; nth += 1) await work(nth);
  const took: number[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const began = performance.now();
    await work(nth);
    took.push(performance.now() - began);
  }
  return took.sort((a, b) => a - b);
}

function show(name: string, took: readonly number[]): void {
  const at = (share: number) => (took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0).toFixed(3);
  console.log(`${name.padEnd(42)} median ${at(0.5)} ms, p99 ${at(0.99)} ms, p99.9 ${at(0.999)} ms`);
}

/** Requests that pass: of many clients, of one that has taken thousands in this minute, and of ones that hold a place. */
async function run(name: string, redis: RedisClient): Promise<void> {
  const limiter = await createRateLimiter({ config: RateLimitConfig.parse({ burst_multiplier: 100 }), redis });
  const request = (policy: string, id: string) => ({
    ...{ method: 'POST', route: '/api/x', policy, address: '192.0.2.1' },
    client: { kind: 'user', id } as const,
  });
  show(
    `${name}: 1,000 clients, window and burst`,
    await time((nth) => limiter.consume(request('default', `${nth % 1_000}`))),
  );
  const full = await time((nth) => limiter.consume(request('compatible_reads', `${Math.floor(nth / 3_000)}`)));
  show(`${name}: one client, thousands a minute`, full);
  const place = async (id: string) => await (await limiter.consume(request('bom_upload', id))).release();
  const both = await time((nth) => place(`${nth % 100}`));
  show(`${name}: with a place taken and given back`, both);
  await limiter.close();
}

console.log(machine());
await run('memory', createMemoryRedis());
const redis = await provisionRedis();
if (redis.available) {
  const server = await startRedis({ topology: 'standalone' });
  const client = await createRedis({ config: RedisConfig.parse({ url: server.url }) });
  show('Redis: the floor, EXISTS of one key', await time(() => client.exists('nothing')));
  await run('Redis', client);
  await client.close();
  await server.stop();
} else console.log(`Redis : not measured: ${redis.reason}`);
process.exit(0);
