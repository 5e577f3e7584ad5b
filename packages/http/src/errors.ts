import { defineErrors } from '@maximus/kernel';

/** What the API refuses, whichever service answers. */
export const errors = defineErrors('http', {
  bad_request: { http: 400, retryable: false, help: 'Correct what `errors` lists; the API page shows every field.' },
  bad_cursor: { http: 400, retryable: false, help: 'Start the list again without a cursor.' },
  unauthenticated: { http: 401, retryable: false, help: 'Log in, or send an API token.' },
  forbidden: { http: 403, retryable: false, help: 'Ask an administrator for the role or the scope that is named.' },
  csrf: { http: 403, retryable: false, help: 'Send the request from the page itself, with its CSRF token or Origin.' },
  not_found: { http: 404, retryable: false, help: 'Check the path and the id.' },
  method_not_allowed: { http: 405, retryable: false, help: 'Use a method that the Allow header names.' },
  conflict: { http: 409, retryable: false, help: 'Read the entity again and decide on what it is now.' },
  version_mismatch: {
    http: 412,
    retryable: false,
    help: 'Somebody changed it: read it again and repeat with the new ETag.',
  },
  body_too_large: { http: 413, retryable: false, help: 'Send less, or compress it; the limit is in the message.' },
  media_type: { http: 415, retryable: false, help: 'Send one of the media types that the message names.' },
  invalid: { http: 422, retryable: false, help: 'Correct what `errors` lists.' },
  idempotency_mismatch: { http: 422, retryable: false, help: 'Use a new Idempotency-Key for a different request.' },
  version_required: { http: 428, retryable: false, help: 'Send If-Match with the ETag of what you read.' },
  internal: { http: 500, retryable: true, help: 'Report the correlation id; the log has the cause.' },
  unavailable: { http: 503, retryable: true, help: 'Try again shortly; /ready says what is missing.' },
});
