import { defineErrors } from '@maximus/kernel';

/** Errors of the cache and of the Redis client. */
export const errors = defineErrors('cache', {
  bad_url: {
    http: 500,
    retryable: false,
    help: 'Give Redis as redis://, rediss://, redis-sentinel://h1,h2/name or redis-cluster://h1,h2.',
  },
  secret_unreadable: {
    http: 500,
    retryable: false,
    help: 'Let the server read the file that the setting names, or correct its path.',
  },
  redis_away: { http: 503, retryable: true, help: 'Redis does not answer; it is tried again by itself.' },
  script_failed: { http: 500, retryable: false, help: 'The script is wrong or the server too old; see the cause.' },
  keys_across_slots: { http: 500, retryable: false, help: 'Give all keys of one script the same hash tag.' },
  bad_space: {
    http: 500,
    retryable: false,
    help: 'Name a space of the cache with lower-case words, once per process.',
  },
  bad_value: { http: 500, retryable: false, help: 'Cache what JSON can hold, and at most 16 MiB of it.' },
});
