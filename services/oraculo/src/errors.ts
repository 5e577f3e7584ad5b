import { defineErrors } from '@maximus/kernel';

/** Everything that Oráculo refuses or could not do. */
export const errors = defineErrors('oraculo', {
  project_not_found: {
    http: 404,
    retryable: false,
    help: 'Ask for the list of projects; archived ones need archived=true.',
  },
  slug_taken: { http: 409, retryable: false, help: 'Choose another slug, or use the project that has it.' },
  upload_refused: {
    http: 409,
    retryable: false,
    help: 'Name another project in the upload, or let the server scan this one.',
  },
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
  file_unread: {
    http: 422,
    retryable: false,
    help: 'Look at the file that the message names; what it holds was not checked.',
  },
  scan_not_found: { http: 404, retryable: false, help: 'Ask for the list of scans.' },
  scan_finished: { http: 409, retryable: false, help: 'The scan has ended; ask for a new one.' },
  scan_gave_up: {
    http: 500,
    retryable: true,
    help: 'The log has the cause under the correlation id; then scan again.',
  },
  scan_cancelled: { http: 409, retryable: false, help: 'Ask for a new scan.' },
  sample_index: {
    http: 503,
    retryable: true,
    help: 'Enable the feeds, or build the index from files; most packages are not in the sample.',
  },
  index_behind: { http: 503, retryable: true, help: 'This process opens the newer advisory index; try again shortly.' },
  apv_not_found: {
    http: 404,
    retryable: false,
    help: 'Ask by APV id, code, CVE or alias of an advisory that the estate has met.',
  },
  finding_not_found: {
    http: 404,
    retryable: false,
    help: 'Ask for the list of findings; merged ones have another id.',
  },
  component_not_found: { http: 404, retryable: false, help: 'Ask for the list of components by package URL or name.' },
  snapshot_not_found: {
    http: 404,
    retryable: false,
    help: 'Ask for the snapshots of the project; old ones are removed after a while.',
  },
  snapshots_unrelated: { http: 422, retryable: false, help: 'Compare two snapshots of the same project.' },
  advisory_not_found: {
    http: 404,
    retryable: false,
    help: 'Ask by the id or an alias of an advisory that the live index holds.',
  },
  nothing_to_match: { http: 503, retryable: true, help: 'Build the advisory index first: `maximus db update`.' },
  feed_not_found: { http: 404, retryable: false, help: 'Ask for the list of feeds.' },
  feed_disabled: { http: 409, retryable: false, help: 'Switch the feed on first.' },
  feed_conflict: {
    http: 409,
    retryable: false,
    help: 'Switch one of the two off: `local` stands in the place of `osv`.',
  },
  feed_resting: { http: 503, retryable: true, help: 'The feed failed several times; it is tried again in a minute.' },
  feed_unreadable: {
    http: 422,
    retryable: true,
    help: 'The data at hand stays in use. Check that the folder or archive exists and may be read.',
  },
  feed_broke: {
    http: 500,
    retryable: true,
    help: 'The data at hand stays in use. It is tried again; the message has what the process said last.',
  },
  query_refused: { http: 400, retryable: false, help: 'Send what the API of OSV, npm or Dependency-Track describes.' },
  not_covered: {
    http: 400,
    retryable: false,
    help: 'Add the ecosystem to feeds.ecosystems; without its advisories nothing can be said of its packages.',
  },
  export_failed: {
    http: 503,
    retryable: true,
    help: 'The archives could not be written; check the disk of the data directory and ask again.',
  },
  record_not_found: { http: 404, retryable: false, help: 'Check the id; aliases are not looked up here.' },
  test_disabled: { http: 404, retryable: false, help: 'Set test.endpoints outside of production.' },
});
