import { defineErrors } from '@maximus/kernel';

/** Everything that can be wrong with the settings and inputs of a scan. */
export const errors = defineErrors('scanning', {
  rule_invalid: {
    http: 422,
    retryable: false,
    help: 'An ignore rule needs an id, a reason, an owner and an `until` date at most 365 days ahead.',
  },
  path_missing: { http: 422, retryable: false, help: 'Name a folder or a file that exists.' },
  database_stale: { http: 503, retryable: true, help: 'Run `maximus db update`, or raise scan.max_db_age.' },
  ecosystem_not_covered: {
    http: 503,
    retryable: true,
    help: 'Add its advisories: `maximus db update -e NAME` with the name before the colon, or `maximus db build --from PATH`.',
  },
  version_unknown: {
    http: 422,
    retryable: false,
    help: 'Pin the package in a lock file, or scan the lock file that its package manager writes.',
  },
  version_not_comparable: {
    http: 422,
    retryable: false,
    help: 'The version does not follow its ecosystem; `maximus explain` shows which advisories could not be judged.',
  },
  advisory_not_comparable: {
    http: 422,
    retryable: false,
    help: 'The advisory bounds no version that can be compared; read it by hand with `maximus explain`.',
  },
  nothing_found: {
    http: 422,
    retryable: false,
    help: 'Scan the folder that holds the lock files; `maximus plugins list` shows the formats that are known.',
  },
});
