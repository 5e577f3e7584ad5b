import { defineErrors } from '@maximus/kernel';

/** What the arena refuses. */
export const errors = defineErrors('arena', {
  bundle_refused: {
    http: 422,
    retryable: false,
    help: 'Take the bundle again from where it was made; this one is damaged or is no evidence bundle.',
  },
  level_unavailable: {
    http: 409,
    retryable: false,
    help: 'Install a container engine or bubblewrap, give consent, or set `arena.level` to auto.',
  },
});
