import { defineErrors } from '@maximus/kernel';

/** Everything that can be wrong with a report that is read. */
export const errors = defineErrors('reports', {
  too_large: { http: 413, retryable: false, help: 'Let the tool report one project at a time.' },
  too_deep: {
    http: 422,
    retryable: false,
    help: 'The report nests deeper than any known tool writes; write it again.',
  },
  malformed: {
    http: 422,
    retryable: false,
    help: 'Let the tool write its JSON report again, without other output in it.',
  },
  unknown_format: {
    http: 422,
    retryable: false,
    help: 'Import JSON of npm audit, pip-audit, osv-scanner, Trivy, Grype or Snyk, or any SARIF 2.1.0 report.',
  },
  tool_failed: {
    http: 502,
    retryable: true,
    help: 'The tool reports a failure of its own; run it again and read its output.',
  },
  element_invalid: {
    http: 422,
    retryable: false,
    help: 'Part of the imported report could not be used; look for it in the report of the tool itself.',
  },
  baseline_invalid: {
    http: 422,
    retryable: false,
    help: 'Name a JSON or SARIF report that `maximus scan` wrote.',
  },
});
