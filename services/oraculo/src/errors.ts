import { defineErrors } from '@maximus/kernel';

/** Everything that Oráculo refuses or could not do. */
export const errors = defineErrors('oraculo', {
  project_not_found: {
    http: 404,
    retryable: false,
    help: 'Ask for the list of projects; archived ones need archived=true.',
  },
  slug_taken: { http: 409, retryable: false, help: 'Choose another slug, or use the project that has it.' },
  source_refused: {
    http: 422,
    retryable: false,
    help: 'Use a source that the settings allow; the message names the rule.',
  },
  source_unreadable: {
    http: 422,
    retryable: true,
    help: 'Check that the source exists and may be read, then scan again.',
  },
  source_too_large: {
    http: 413,
    retryable: false,
    help: 'Scan a subdirectory, or raise the limit that the message names.',
  },
  clone_failed: {
    http: 502,
    retryable: true,
    help: 'Check address, ref and credentials of the source, then scan again.',
  },
  sbom_invalid: {
    http: 400,
    retryable: false,
    help: 'Send a CycloneDX or SPDX document; the message names the fault.',
  },
  inventory_invalid: {
    http: 400,
    retryable: false,
    help: 'Send what this version of `maximus scan --report-to` sends.',
  },
  scan_not_found: { http: 404, retryable: false, help: 'Ask for the list of scans.' },
  scan_finished: { http: 409, retryable: false, help: 'The scan has ended; ask for a new one.' },
  scan_cancelled: { http: 409, retryable: false, help: 'Ask for a new scan.' },
  index_behind: { http: 503, retryable: true, help: 'This process opens the newer advisory index; try again shortly.' },
  apv_not_found: {
    http: 404,
    retryable: false,
    help: 'Ask by APV id, code, CVE or alias of an advisory that the estate has met.',
  },
  nothing_to_match: { http: 503, retryable: true, help: 'Build the advisory index first: `maximus db update`.' },
  test_disabled: { http: 404, retryable: false, help: 'Set test.endpoints outside of production.' },
});
