import { defineErrors } from '@maximus/kernel';

/** Errors of the rate limiter. */
export const errors = defineErrors('ratelimit', {
  exceeded: { http: 429, retryable: true, help: 'Wait as long as Retry-After says, then send the request again.' },
  cost_too_high: {
    http: 422,
    retryable: false,
    help: 'Send fewer items at once: this request alone is above the limit.',
  },
  bad_policy: { http: 500, retryable: false, help: 'Correct the policy: every name once, every limit at least 1.' },
});
