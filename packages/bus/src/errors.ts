import { defineErrors } from '@maximus/kernel';

/** What can go wrong with events; docs/reference/errors.md is written from it. */
export const errors = defineErrors('bus', {
  event_too_large: {
    http: 422,
    retryable: false,
    help: 'An event holds at most 1 MiB: store what is large and refer to it by digest.',
  },
  event_undecodable: { http: 422, retryable: false, help: 'Look at the dead letter: the event is no JSON envelope.' },
  event_invalid: { http: 422, retryable: false, help: 'Look at the dead letter: its message names the field.' },
  event_unknown: {
    http: 422,
    retryable: false,
    help: 'Upgrade this server if a newer one sent the event, then replay the dead letter.',
  },
  event_version: {
    http: 422,
    retryable: false,
    help: 'Only this version of an event and the one before it are read: upgrade, then replay the dead letter.',
  },
  handler_failed: { http: 500, retryable: true, help: 'The dead letter has the cause; it is replayed by itself.' },
  handler_refused: { http: 422, retryable: false, help: 'The dead letter has the cause; correct it, then replay.' },
  unavailable: {
    http: 503,
    retryable: true,
    help: 'The brokers do not answer; events wait in the database meanwhile.',
  },
  stopped: { http: 503, retryable: true, help: 'The consumer has stopped; /health says why.' },
  closed: { http: 503, retryable: true, help: 'The server is shutting down; send it again.' },
  settings: { http: 500, retryable: false, help: 'Correct the setting that the message names.' },
  topics: { http: 503, retryable: true, help: 'Allow this client to create topics, or create them as named.' },
  dead_letter_not_found: { http: 404, retryable: false, help: 'Check the id; the list shows every dead letter.' },
  dead_letter_state: {
    http: 409,
    retryable: false,
    help: 'Only letters that wait or are parked can be replayed or discarded.',
  },
});
