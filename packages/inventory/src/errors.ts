import { defineErrors } from '@maximus/kernel';

/** Everything that can be wrong with a file of a project. */
export const errors = defineErrors('inventory', {
  unreadable: { http: 422, retryable: true, help: 'Check that the file exists and may be read by this user.' },
  too_large: { http: 413, retryable: false, help: 'Raise the limit for this file, or leave it out with --exclude.' },
  too_deep: {
    http: 422,
    retryable: false,
    help: 'The file nests deeper than any package manager writes; leave it out with --exclude.',
  },
  malformed: { http: 422, retryable: false, help: 'Let the package manager write the file again.' },
  unsupported_version: {
    http: 422,
    retryable: false,
    help: 'Write the file with a supported version of its package manager.',
  },
  unresolved: {
    http: 422,
    retryable: false,
    help: 'The version is decided outside this file; scan a lock file or an SBOM of the build.',
  },
  lock_outdated: {
    http: 422,
    retryable: false,
    help: 'Let the package manager write the lock file again, and keep it beside the manifest it was made from.',
  },
  not_installed: { http: 422, retryable: false, help: 'Install the dependencies again, then scan once more.' },
  release_unknown: {
    http: 422,
    retryable: false,
    help: 'Scan the whole file system with its os-release, or an SBOM whose package URLs name the distribution.',
  },
  purl_missing: { http: 422, retryable: false, help: 'Export the SBOM again with a package URL for each package.' },
  type_uncovered: {
    http: 422,
    retryable: false,
    help: 'No advisory names packages of this kind: check them by hand, or leave the file out with --exclude.',
  },
  integrity_conflict: {
    http: 422,
    retryable: false,
    help: 'Two versions share one integrity digest: delete the lock file and let the package manager write it again.',
  },
  path_escape: { http: 422, retryable: false, help: 'The path leaves the scanned folder; it was not followed.' },
  limit_reached: {
    http: 413,
    retryable: false,
    help: 'Scan a smaller folder, or raise the limit named in the message.',
  },
  unsupported_format: {
    http: 422,
    retryable: false,
    help: 'Export an SBOM (CycloneDX or SPDX) of this project and scan that.',
  },
  purl_invalid: { http: 422, retryable: false, help: 'Write the package URL as pkg:type/namespace/name@version.' },
});
