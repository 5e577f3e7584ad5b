import { defineErrors } from '@maximus/kernel';

/** Everything that can be wrong with a command line. */
export const errors = defineErrors('cli', {
  unknown_command: { http: 422, retryable: false, help: 'Run `maximus --help` for every command.' },
  unknown_option: { http: 422, retryable: false, help: 'Run the command with --help for its options.' },
  bad_option: { http: 422, retryable: false, help: 'Run the command with --help for the values it takes.' },
  missing_argument: { http: 422, retryable: false, help: 'Run the command with --help for its arguments.' },
  unknown_id: {
    http: 404,
    retryable: false,
    help: 'Check the spelling, or update the index with `maximus db update`.',
  },
  output_failed: { http: 422, retryable: true, help: 'Check that the folder exists and may be written.' },
  backend_failed: {
    http: 502,
    retryable: true,
    help: 'Run the tool by itself to see what it says, or leave it out of --with.',
  },
  report_failed: {
    http: 502,
    retryable: true,
    help: 'Check the address of --report-to, the token in MAXIMUS_TOKEN and its scope inventory:write.',
  },
  fix_refused: {
    http: 409,
    retryable: false,
    help: 'Nothing was changed. Look at the file, and run `maximus fix` again.',
  },
  fix_busy: {
    http: 409,
    retryable: true,
    help: 'Wait for the other run to end. If there is none, remove the folder that is named.',
  },
  delivery_failed: {
    http: 502,
    retryable: true,
    help: 'Nothing was changed. Correct what is named, or run `maximus fix` without --commit, --branch and --pr.',
  },
  import_failed: { http: 422, retryable: false, help: 'Name a JSON report that one of the readers understands.' },
});
