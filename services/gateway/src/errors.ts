import { defineErrors } from '@maximus/kernel';

/** What the gateway refuses. */
export const errors = defineErrors('gateway', {
  too_many_connections: { http: 503, retryable: true, help: 'Come back after the time in Retry-After.' },
  draining: { http: 503, retryable: true, help: 'The server goes away; connect again, another one answers.' },
  unknown_channel: { http: 404, retryable: false, help: 'Use channels that the API page lists.' },
  unknown_path: { http: 404, retryable: false, help: 'Sockets live at /ws, /ws/adaptive-immunity and /hitl/ws.' },
  channel_forbidden: { http: 403, retryable: false, help: 'Ask an administrator for a role that covers the channel.' },
});
