import { defineErrors } from '@maximus/kernel';

/** Everything that keeps a search for imports from being complete. */
export const errors = defineErrors('reachability', {
  parser_unavailable: {
    http: 500,
    retryable: false,
    help: 'Run `npm ci` on this platform, so that the parser is installed; until then reachability is unknown.',
  },
  limit_reached: {
    http: 422,
    retryable: false,
    help: 'Scan a smaller folder or raise the limit; until then packages without an import are unknown.',
  },
  file_unreadable: {
    http: 422,
    retryable: false,
    help: 'Check the file; until then packages without an import are unknown.',
  },
  computed_import: {
    http: 422,
    retryable: false,
    help: 'Nothing to do: a module name that is computed can mean any package, so that absence proves nothing.',
  },
});
