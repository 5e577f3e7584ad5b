import { defineErrors } from '@maximus/kernel';

/** What can go wrong with the audit log. */
export const errors = defineErrors('audit', {
  entry_not_found: { http: 404, retryable: false, help: 'Take the id of an entry from the list of the audit log.' },
});
