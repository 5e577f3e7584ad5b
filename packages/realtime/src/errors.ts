import { defineErrors } from '@maximus/kernel';

/** What can go wrong with a live message. */
export const errors = defineErrors('realtime', {
  message_too_large: {
    http: 413,
    retryable: false,
    help: 'Publish a reference instead; the reader fetches what it stands for.',
  },
  broker_away: { http: 503, retryable: true, help: 'Try again shortly; /health says what is missing.' },
  unknown_channel: { http: 404, retryable: false, help: 'Use a channel that the API page lists.' },
});
