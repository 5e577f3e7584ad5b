import { defineErrors } from '@maximus/kernel';

/** Everything that Eureka refuses or could not do. */
export const errors = defineErrors('eureka', {
  patch_not_found: { http: 404, retryable: false, help: 'Ask for the list of patches; ids and codes are taken.' },
  finding_not_found: { http: 404, retryable: false, help: 'Ask for the list of findings of the project.' },
  apv_not_found: { http: 404, retryable: false, help: 'Ask for the list of APVs; ids, codes and aliases are taken.' },
  project_not_found: { http: 404, retryable: false, help: 'Ask for the list of projects; ids and slugs are taken.' },
  evidence_not_found: { http: 404, retryable: false, help: 'The patch names the evidence that it has.' },
  blob_not_found: { http: 404, retryable: false, help: 'The manifest of the evidence lists its files by digest.' },
  delivery_not_found: { http: 404, retryable: false, help: 'The patch names its delivery, once there is one.' },
  no_diff: { http: 404, retryable: false, help: 'The patch is a task in words: it changes no file.' },
  not_ended: {
    http: 409,
    retryable: false,
    help: 'Wait until the patch has come to the state that the message names, or take another step.',
  },
  no_index: {
    http: 503,
    retryable: true,
    help: 'Sync a feed first: nothing can be judged without an advisory index.',
  },
  no_files: {
    http: 422,
    retryable: false,
    help: 'Only projects with a folder or a git address have files to look at; give the project such a source.',
  },
  items_gone: { http: 500, retryable: true, help: 'The list of a large event is not stored yet; it is tried again.' },
  webhook_unknown: { http: 404, retryable: false, help: 'No project has its webhook at this address.' },
  too_deep: { http: 422, retryable: false, help: 'Send data with at most 32 levels.' },
});
