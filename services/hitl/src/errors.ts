import { defineErrors } from '@maximus/kernel';

/** Everything that review refuses (hitl.md §2). `details.current` carries the record as it is now. */
export const errors = defineErrors('hitl', {
  invalid_body: { http: 400, retryable: false, help: 'Correct what the message names.' },
  id_mismatch: { http: 400, retryable: false, help: 'Send the decision that belongs to the patch of the path.' },
  user_mismatch: {
    http: 403,
    retryable: false,
    help: 'Leave `user` out, or send who you are: nobody acts for somebody else.',
  },
  author_cannot_approve: {
    http: 403,
    retryable: false,
    help: 'Ask another reviewer: who made a change does not decide about it.',
  },
  already_voted: { http: 403, retryable: false, help: 'Another person must give the next vote.' },
  not_allowed: { http: 403, retryable: false, help: 'The message names the rule; ask an administrator to change it.' },
  patch_not_found: { http: 404, retryable: false, help: 'Check the id of the patch; it may never have been reviewed.' },
  decision_not_found: { http: 404, retryable: false, help: 'Check the id of the decision.' },
  bulk_not_found: { http: 404, retryable: false, help: 'Check the id of the bulk action.' },
  subject_not_found: { http: 404, retryable: false, help: 'Check APV, project, finding and component of the request.' },
  not_pending: { http: 409, retryable: false, help: 'It was decided or cancelled; `current` says how.' },
  version_conflict: {
    http: 409,
    retryable: false,
    help: 'Somebody was faster: look at `current` and decide on what it is now.',
  },
  digest_changed: {
    http: 409,
    retryable: false,
    help: 'Patch, evidence or base commit have changed since: read the new decision.',
  },
  attachments_full: {
    http: 409,
    retryable: false,
    help: 'Say the rest in a comment, or put several images into one.',
  },
  already_open: { http: 409, retryable: false, help: 'A decision about it is open; use that one.' },
  undo_window_closed: {
    http: 409,
    retryable: false,
    help: 'It has taken effect, or nothing is held; the way back is a rollback.',
  },
  reason_required: { http: 422, retryable: false, help: 'Send a `reason` of 1 to 500 characters.' },
  policy_looser: { http: 422, retryable: false, help: 'A narrower policy may only be stricter than a wider one.' },
  policy_invalid: { http: 422, retryable: false, help: 'Correct what the message names.' },
  acceptance_too_long: { http: 422, retryable: false, help: 'Ask for fewer days; the message names the most.' },
  slack_off: { http: 404, retryable: false, help: 'Name the workspace in `slack.teams`.' },
  slack_unsigned: {
    http: 401,
    retryable: false,
    help: 'Check the signing secret and the clock of the server; a request is good for five minutes.',
  },
  slack_replayed: { http: 409, retryable: false, help: 'Every request of Slack is taken once.' },
  slack_unreadable: { http: 400, retryable: false, help: 'Send what Slack sends for a button, a dialog or a command.' },
  slack_link_not_found: { http: 404, retryable: false, help: 'Ask for the list of your links.' },
});
