import { describe, expect, it } from 'vitest';
import { describesRedisClient } from '../testing/redis-contract.ts';
import { createMemoryRedis } from './memory-redis.ts';

describe('memory in place of Redis', () => {
  const client = createMemoryRedis();
  describesRedisClient(() => client);

  it('is healthy as it is, and runs no scripts', async () => {
    expect(await client.getHealth()).toMatchObject({ state: 'ok', healthy: true, topology: 'memory' });
    expect(await client.eval({ name: 'x', source: 'return 1' }, ['k'], [])).toMatchObject({
      ok: false,
      error: { code: 'cache.redis_away' },
    });
  });
});
