import { defineErrors } from '@maximus/kernel';

/** What the arena refuses. */
export const errors = defineErrors('arena', {
  level_unavailable: {
    http: 409,
    retryable: false,
    help: 'Install a container engine or bubblewrap, give consent, or set `arena.level` to auto.',
  },
});
