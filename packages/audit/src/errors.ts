import { defineErrors } from '@maximus/kernel';

/** What can go wrong with the audit log. */
export const errors = defineErrors('audit', {
  entry_not_found: { http: 404, retryable: false, help: 'Take the id of an entry from the list of the audit log.' },
  not_canonical: {
    http: 500,
    retryable: false,
    help: 'A value cannot be written as canonical JSON; report it with the log entry of this correlation id.',
  },
});
