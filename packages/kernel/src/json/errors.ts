import { defineErrors } from '../errors.ts';

/** What canonical JSON refuses. */
export const errors = defineErrors('kernel', {
  not_canonical: {
    http: 500,
    retryable: false,
    help: 'A value cannot be written as canonical JSON; report it with the log entry of this correlation id.',
  },
});
