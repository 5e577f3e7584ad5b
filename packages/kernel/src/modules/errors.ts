import { defineErrors } from '../errors.ts';

/** What can go wrong between modules. */
export const errors = defineErrors('modules', {
  unknown: { http: 500, retryable: false, help: 'Name modules of the list that --list-targets prints.' },
  cycle: { http: 500, retryable: false, help: 'Break the circle: a module may not need what needs it.' },
  start_failed: { http: 500, retryable: false, help: 'Correct what the cause names and start again.' },
  stop_hung: {
    http: 500,
    retryable: false,
    help: 'The module was left behind at the deadline; see the log for its work.',
  },
});
