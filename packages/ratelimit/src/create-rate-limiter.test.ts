import { createMemoryRedis } from '@maximus/cache';
import { describe, expect, it } from 'vitest';
import { RateLimitConfig } from './config.ts';
import { createRateLimiter } from './create-rate-limiter.ts';

const request = { method: 'POST', route: '/api/x', client: { kind: 'user', id: 'u' }, address: '::1' } as const;
const open = (settings: object) =>
  createRateLimiter({ config: RateLimitConfig.parse(settings), redis: createMemoryRedis() });

describe('the limiter of a server', () => {
  it('takes its numbers from the settings', async () => {
    const limiter = await open({ default_limit: 10, default_window: '2m', burst_multiplier: 2 });
    const { headers } = await limiter.consume(request);
    expect(headers['RateLimit-Policy']).toBe('"default";q=10;w=120, "burst";q=20;w=1');
    expect(limiter.stats()).toMatchObject({ default_limit: 10, window_seconds: 120, burst_limit: 20, store: 'memory' });
    await limiter.close();
  });

  it('puts single policies, or all of them, into shadow', async () => {
    for (const [settings, passes] of [
      [{ default_limit: 1, burst_multiplier: 100, shadow_policies: ['default'] }, 50],
      [{ default_limit: 1, burst_multiplier: 1, mode: 'shadow' }, 50],
      [{ default_limit: 1, burst_multiplier: 100 }, 1],
    ] as const) {
      const limiter = await open(settings);
      const decisions = await Promise.all(Array.from({ length: 50 }, () => limiter.consume(request)));
      expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(passes);
      await limiter.close();
    }
  });

  it('refuses settings that are out of range', () => {
    for (const bad of [{ default_limit: 0 }, { default_window: '1ms' }, { memory_keys: 1 }, { unknown: 1 }]) {
      expect(RateLimitConfig.safeParse(bad).success).toBe(false);
    }
  });
});
