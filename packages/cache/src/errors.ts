import { defineErrors } from '@maximus/kernel';

/** Errors of the cache and of the Redis client. */
export const errors = defineErrors('cache', {
  bad_url: {
    http: 500,
    retryable: false,
    help: 'Give Redis as redis://, rediss://, redis-sentinel://h1,h2/name or redis-cluster://h1,h2.',
  },
  bad_key_prefix: {
    http: 500,
    retryable: false,
    help: 'Choose a prefix without braces: they would change the hash slot.',
  },
  redis_away: { http: 503, retryable: true, help: 'Redis does not answer; it is tried again by itself.' },
  script_failed: { http: 500, retryable: false, help: 'The script is wrong or the server too old; see the cause.' },
  keys_across_slots: { http: 500, retryable: false, help: 'Give all keys of one script the same hash tag.' },
});
