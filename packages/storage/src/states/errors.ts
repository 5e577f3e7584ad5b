import { defineErrors } from '@maximus/kernel';

/** Why a change of state is refused (apv.md §7). */
export const stateErrors = defineErrors('state', {
  transition_not_allowed: {
    http: 409,
    retryable: false,
    help: 'Read the entity again: what it is now does not allow this step.',
  },
  version_mismatch: {
    http: 412,
    retryable: false,
    help: 'Somebody changed the entity since it was read: read it again and send the change with its new version.',
  },
  not_found: { http: 404, retryable: false, help: 'There is no entity with this id; check the id.' },
});
