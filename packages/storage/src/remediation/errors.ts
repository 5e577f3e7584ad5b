import { defineErrors } from '@maximus/kernel';

/** Why a patch cannot be made or changed. */
export const remediationErrors = defineErrors('patch', {
  live_exists: {
    http: 409,
    retryable: false,
    help: 'A live patch for exactly these findings is there: decide on it, cancel it, or wait for its end.',
  },
  content_is_fixed: {
    http: 409,
    retryable: false,
    help: 'The content of a patch never changes once it was generated: make a new one that names it as the one before.',
  },
});
