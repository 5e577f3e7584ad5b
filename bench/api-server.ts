/** One server for the API benchmark: `node bench/api-server.ts bare|full`. Prints its address and runs until it is killed. */
import { createMemoryRedis } from '@maximus/cache';
import { okAnswer, type Principal, route } from '@maximus/http';
import { createRateLimiter, RateLimitConfig } from '@maximus/ratelimit';
import { authenticateAs, openApp, openBare, sampleEndpoint } from '@maximus/server/testing';
import { z } from 'zod';

const small = { status: 'healthy', version: '0.1.0' };
const items = Array.from({ length: 50 }, (_, at) => ({
  id: `fnd_${String(at).padStart(26, '0')}`,
  project: `prj_${String(at % 7).padStart(26, '0')}`,
  package: 'pkg:npm/some-package',
  version: `1.${at}.0`,
  advisory: `CVE-2026-${10_000 + at}`,
  severity: ['low', 'medium', 'high', 'critical'][at % 4],
  opened_at: '2026-01-01T00:00:00.000Z',
}));
const list = { items, next_cursor: null };

const reader: Principal = {
  kind: 'token',
  tokenId: 'tok_bench',
  scopes: ['read'],
  name: 'bench',
  address: '127.0.0.1',
};
const query = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  sort: z.enum(['opened_at', '-opened_at']).default('-opened_at'),
});

async function openFull(): Promise<{ url: string }> {
  // Every request is weighed; only the numbers are high enough never to refuse.
  const config = RateLimitConfig.parse({ default_limit: 1_000_000, burst_multiplier: 100 });
  const limiter = await createRateLimiter({ config, redis: createMemoryRedis() });
  const access = { role: 'viewer' } as const;
  return await openApp({
    mostRequests: 10_000,
    ports: {
      authenticate: authenticateAs(reader),
      limit: async ({ policy, method, route: pattern, principal }) =>
        await limiter.consume({
          policy,
          method,
          route: pattern,
          address: principal.address,
          client: { kind: 'token', id: 'tok_bench' },
        }),
    },
    routes: [
      route(sampleEndpoint({ id: 'small', path: '/api/small', access }), async () => okAnswer(small)),
      route(sampleEndpoint({ id: 'list', path: '/api/list', access, query }), async () => okAnswer(list)),
    ],
  });
}

const { url } =
  process.argv[2] === 'bare' ? await openBare({ '/api/small': small, '/api/list': list }) : await openFull();
process.stdout.write(`${url}\n`);
