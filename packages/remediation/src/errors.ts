import { defineErrors } from '@maximus/kernel';

/** What planning refuses. That no remedy applies is an outcome of a plan and stands in its attempts. */
export const errors = defineErrors('remediation', {
  edit_refused: {
    http: 422,
    retryable: false,
    help: 'Correct the manifest by hand: it is not the JSON object that the edit is for, or names a key twice.',
  },
  lock_unparsed: {
    http: 422,
    retryable: false,
    help: 'Let the package manager write the lock file anew at a version of its format that is supported.',
  },
});
