import type { Policy, TokenBucket } from './policy.ts';

/** Numbers of the table that settings may change. */
export interface PolicyNumbers {
  readonly defaultLimit: number;
  readonly windowSeconds: number;
}

/**
 * The table of platform.md §3. A request that names a policy gets that one; otherwise the first that matches, and
 * `default` at last.
 */
export function defaultPolicies({ defaultLimit, windowSeconds }: PolicyNumbers): readonly Policy[] {
  const perMinute = (limit: number) => ({ kind: 'sliding_window', limit, windowSeconds: 60 }) as const;
  const atOnce = (limit: number) => ({ kind: 'concurrency', limit }) as const;
  return [
    {
      name: 'insights_generate',
      match: { methods: ['POST'], routes: ['/api/insights/generate'] },
      partition: 'client',
      rules: [perMinute(10), atOnce(2)],
      mode: 'enforce',
    },
    {
      name: 'patterns_detect',
      match: { methods: ['POST'], routes: ['/api/patterns/detect'] },
      partition: 'client',
      rules: [perMinute(30)],
      mode: 'enforce',
    },
    {
      name: 'playbooks_generate',
      match: { methods: ['POST'], routes: ['/api/playbooks/generate'] },
      partition: 'client',
      rules: [perMinute(20)],
      mode: 'enforce',
    },
    {
      name: 'login',
      // Looking at a page guesses nothing; sending one does.
      match: { methods: ['POST'], routes: ['/api/auth/login', '/login', '/setup', '/setup/*'] },
      partition: 'address',
      rules: [
        { kind: 'sliding_window', name: 'address', limit: 10, windowSeconds: 300, partition: 'address' },
        { kind: 'sliding_window', name: 'account', limit: 10, windowSeconds: 300, partition: 'account' },
      ],
      mode: 'enforce',
    },
    { name: 'bom_upload', partition: 'client', rules: [perMinute(300), atOnce(8)], mode: 'enforce' },
    { name: 'compatible_reads', partition: 'client', rules: [perMinute(6_000)], mode: 'enforce' },
    { name: 'remediate', partition: 'client', rules: [perMinute(20)], mode: 'enforce' },
    { name: 'bas_start', partition: 'client', rules: [perMinute(10)], mode: 'enforce' },
    { name: 'restart', partition: 'client', rules: [perMinute(3)], mode: 'enforce' },
    { name: 'incoming_webhooks', partition: 'route', rules: [perMinute(600)], mode: 'enforce' },
    {
      name: 'gateway_commands',
      partition: 'client',
      rules: [{ kind: 'token_bucket', rate: 30, perSeconds: 1, burst: 60 }],
      mode: 'enforce',
      burst: false,
    },
    { name: 'outbound_feeds', partition: 'route', rules: [perMinute(120)], mode: 'enforce', burst: false },
    { name: 'outbound_forges', partition: 'route', rules: [perMinute(300), atOnce(8)], mode: 'enforce', burst: false },
    {
      name: 'session_reads',
      match: { methods: ['GET', 'HEAD'], clients: ['user'] },
      partition: 'client',
      rules: [perMinute(600)],
      mode: 'enforce',
    },
    {
      name: 'default',
      partition: 'client',
      rules: [{ kind: 'sliding_window', limit: defaultLimit, windowSeconds }],
      mode: 'enforce',
    },
  ];
}

/** The rule over all policies of one client: room for 1.5 times the default limit at once, full again after a second. */
export function burstRule(defaultLimit: number, multiplier: number): TokenBucket {
  const burst = Math.max(1, Math.round(defaultLimit * multiplier));
  return { kind: 'token_bucket', name: 'burst', rate: burst, perSeconds: 1, burst };
}

/** Routes that are never limited (platform.md §3). A trailing `*` stands for any end. */
export const unlimitedRoutes: readonly string[] = [
  '/health',
  '/ready',
  '/live',
  '/metrics',
  '/api/docs',
  '/api/docs/*',
  '/api/openapi.json',
  '/assets/*',
];
