import { defineMetrics } from '@maximus/observability';

/** What the limiter counts. */
export const ratelimitMetrics = defineMetrics('platform', {
  ratelimit_decisions_total: {
    type: 'counter',
    help: 'Decisions of the rate limiter, by policy, result (allowed, blocked, shadow_blocked) and mode of the policy.',
    labels: ['policy', 'result', 'mode'],
  },
  ratelimit_degraded_up: { type: 'gauge', help: '1 while Redis is away and a local share of each limit decides.' },
  ratelimit_overflows_total: {
    type: 'counter',
    help: 'Requests of new clients that shared one budget because the store was full.',
  },
});
