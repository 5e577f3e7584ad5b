import { defineErrors } from '../errors.ts';

/** What can be wrong with a configuration. */
export const errors = defineErrors('kernel', {
  config_unknown_key: { http: 422, retryable: false, help: 'Run `maximus config docs` for every key.' },
  config_invalid: { http: 422, retryable: false, help: 'Run `maximus config docs` for the values that a key takes.' },
  config_unreadable: { http: 422, retryable: false, help: 'Correct the file; `maximus config check` reads it again.' },
});
