import { defineErrors } from '@maximus/kernel';

/** Everything that can go wrong between a feed and an answer of the index. */
export const errors = defineErrors('advisories', {
  no_database: {
    http: 503,
    retryable: false,
    help: 'Run `maximus db update`, or `maximus db build --from PATH` with an export, and name the folder with --db.',
  },
  database_unusable: {
    http: 503,
    retryable: false,
    help: 'Run `maximus db verify` to see what is damaged, then `maximus db update` or `maximus db build --from PATH`.',
  },
  database_format: {
    http: 503,
    retryable: false,
    help: 'Run `maximus db update`, or `maximus db build --from PATH` with an export: this program makes the index anew.',
  },
  database_busy: {
    http: 409,
    retryable: true,
    help: 'Another build or update of this database is running; wait for it to end, then try again.',
  },
  folder_unwritable: {
    http: 507,
    retryable: true,
    help: 'Name a folder on a disk with room that this user may write, with --db or MAXIMUS_DB.',
  },
  record_invalid: {
    http: 422,
    retryable: false,
    help: 'The record is quarantined and counted; correct it at its source and build again.',
  },
  source_unreadable: {
    http: 422,
    retryable: false,
    help: 'Give OSV records as JSON, JSON lines, gzip, zip or a folder of them, a KEV catalogue or an EPSS file.',
  },
  source_too_large: {
    http: 413,
    retryable: false,
    help: 'The source is over a limit that guards against archive bombs; split it or get it from another place.',
  },
  nothing_to_build: {
    http: 422,
    retryable: false,
    help: 'None of the given paths holds a usable advisory record; check the paths and the list of quarantined records.',
  },
  feed_failed: {
    http: 502,
    retryable: true,
    help: 'The data at hand stays in use. Check the address, the proxy and the certificate settings, then try again.',
  },
  feed_refused: {
    http: 502,
    retryable: false,
    help: 'The data at hand stays in use. The feed or a proxy refuses the request: check the address and the access.',
  },
  feed_degraded: {
    http: 502,
    retryable: false,
    help: 'The data at hand stays in use, because what the feed answered looks damaged. Try again later or use a mirror.',
  },
  feed_stale: {
    http: 503,
    retryable: true,
    help: 'Run `maximus db update` or import an export.',
  },
});
