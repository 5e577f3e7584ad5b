import { defineErrors } from '@maximus/kernel';

/** What can go wrong with the audit log. */
export const errors = defineErrors('audit', {
  entry_not_found: { http: 404, retryable: false, help: 'Take the id of an entry from the list of the audit log.' },
  no_checkpoint: {
    http: 409,
    retryable: true,
    help: 'Ask again in a minute: nothing that covers it has been signed yet.',
  },
  bad_sizes: { http: 400, retryable: false, help: 'Send sizes of checkpoints, the smaller one first.' },
  leaves_missing: {
    http: 500,
    retryable: false,
    help: 'Somebody removed rows: export the log, verify it with a checkpoint kept elsewhere, and restore a backup.',
  },
  not_what_was_signed: {
    http: 500,
    retryable: false,
    help: 'The log was changed after it was signed: export it, verify it, and restore a backup.',
  },
  key_unusable: {
    http: 500,
    retryable: false,
    help: 'Restore the key file of the audit log, readable by the server alone (mode 0600).',
  },
  key_not_current: {
    http: 500,
    retryable: false,
    help: 'Give every server the same key file; the log continues to be written and is signed once the key is there.',
  },
  export_unreadable: {
    http: 422,
    retryable: false,
    help: 'Give an export of GET /hitl/audit/export, whole and unchanged.',
  },
});
