import { defineErrors } from '@maximus/kernel';

/** Everything that notifications refuse or could not do. */
export const errors = defineErrors('herald', {
  channel_not_found: { http: 404, retryable: false, help: 'Ask for the list of channels.' },
  notification_not_found: { http: 404, retryable: false, help: 'Ask for the list of deliveries.' },
  channel_invalid: { http: 422, retryable: false, help: 'Correct what the message names.' },
  version_conflict: { http: 409, retryable: false, help: 'Somebody changed it: read it again.' },
  not_replayable: { http: 409, retryable: false, help: 'Only what failed or is dead can be tried again.' },
  secret_missing: {
    http: 422,
    retryable: true,
    help: 'Put the secret into the file that the message names, readable by the server alone.',
  },
  address_refused: {
    http: 422,
    retryable: false,
    help: 'Use a public https address, or allow this one in herald.allow_addresses.',
  },
  unreachable: { http: 502, retryable: true, help: 'Check the address; it is tried again.' },
  refused_by_receiver: { http: 502, retryable: true, help: 'Look at the answer of the receiver; it is tried again.' },
  refused_for_good: {
    http: 502,
    retryable: false,
    help: 'Correct what the answer names, such as the recipient or the credentials, then send it again.',
  },
});
