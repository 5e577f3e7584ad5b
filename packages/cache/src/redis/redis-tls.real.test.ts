import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisConfig } from '../config.ts';
import { provisionRedis, startRedis, type TestRedis, waitUntil } from '../testing/index.ts';
import { freshName } from '../testing/redis-contract.ts';
import { createRedis } from './create-redis.ts';
import type { RedisClient } from './types.ts';

const provisioned = await provisionRedis();
const why = provisioned.available ? '' : ` (${provisioned.reason})`;
const password = 'kept in a file';

describe.skipIf(!provisioned.available).each(['standalone', 'sentinel', 'cluster'] as const)(
  `Redis %s with certificates on both sides${why}`,
  (topology) => {
    const folder = mkdtempSync(join(tmpdir(), 'maximus-redis-secret-'));
    const passwordFile = join(folder, 'password');
    let redis: TestRedis;
    const clients: RedisClient[] = [];
    const open = async (more: object) => {
      const url = redis.url.replace(/\/\/:[^@]*@/, '//');
      const config = RedisConfig.parse({ url, connect_timeout: '2s', password_file: passwordFile, ...more });
      const client = await createRedis({ config });
      clients.push(client);
      return client;
    };
    const files = () => ({
      tls_ca_file: redis.certificates!.ca,
      tls_cert_file: redis.certificates!.cert,
      tls_key_file: redis.certificates!.key,
    });

    beforeAll(async () => {
      writeFileSync(passwordFile, `${password}\n`);
      redis = await startRedis({ topology, password, tls: true });
    });
    afterAll(async () => {
      await Promise.all(clients.map((client) => client.close()));
      await redis?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    it('is reached with the password of a file, for keys and for channels', async () => {
      const client = await open(files());
      expect(client.state).toBe('up');
      const key = freshName();
      await client.set(key, 'secret');
      expect(await client.get(key)).toBe('secret');
      const heard: string[] = [];
      await client.subscribe(key, { message: (text) => heard.push(text) });
      await client.publish(key, 'heard');
      await waitUntil('the message came', () => heard.length === 1);
    });

    it('is away for whoever does not trust it, or is not trusted', async () => {
      expect((await open({ ...files(), tls_ca_file: '' })).state).toBe('down');
      expect((await open({ ...files(), tls_cert_file: '', tls_key_file: '' })).state).toBe('down');
    });

    it('a file that cannot be read ends the start', async () => {
      await expect(open({ ...files(), tls_ca_file: join(folder, 'none') })).rejects.toMatchObject({
        code: 'cache.secret_unreadable',
      });
    });
  },
);

it('settings that cannot be right end the start', async () => {
  for (const config of [{ url: 'http://x' }, { url: 'redis-cluster://a', db: 1 }]) {
    await expect(createRedis({ config: RedisConfig.parse(config) })).rejects.toMatchObject({ code: 'cache.bad_url' });
  }
  expect((await createRedis({ config: RedisConfig.parse({}) })).topology).toBe('memory');
});
