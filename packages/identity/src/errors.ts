import { defineErrors } from '@maximus/kernel';

/** What can go wrong between a person or a program and an account. */
export const errors = defineErrors('identity', {
  bad_credentials: {
    http: 401,
    retryable: false,
    help: 'Check name and password; an administrator can send a link for a new password.',
  },
  second_factor_required: {
    http: 401,
    retryable: false,
    help: 'Send the six digits of the authenticator, or a recovery code, as `code`.',
  },
  second_factor_wrong: {
    http: 401,
    retryable: false,
    help: 'Wait for the next code of the authenticator; each counts once. A recovery code works instead.',
  },
  too_many_attempts: {
    http: 429,
    retryable: true,
    help: 'Wait for as long as Retry-After says; the pause doubles with each failure, up to 15 minutes.',
  },
  busy: { http: 503, retryable: true, help: 'Too many log-ins at this moment; try again in a few seconds.' },
  token_invalid: {
    http: 401,
    retryable: false,
    help: 'The token is unknown, has expired or was revoked: make a new one under API tokens.',
  },
  ticket_invalid: {
    http: 401,
    retryable: false,
    help: 'A ticket opens one socket within 30 seconds: ask /api/auth/ws-ticket for a new one.',
  },
  session_ended: { http: 401, retryable: false, help: 'Log in again.' },
  password_too_short: {
    http: 422,
    retryable: false,
    help: 'Take at least 12 characters; several unusual words are good.',
  },
  password_too_long: { http: 422, retryable: false, help: 'Take at most 256 characters.' },
  password_common: {
    http: 422,
    retryable: false,
    help: 'It is, or is built from, what attackers try first. Take several unrelated words, or let a manager make one.',
  },
  password_personal: { http: 422, retryable: false, help: 'Leave your own name and address out of the password.' },
  link_invalid: {
    http: 410,
    retryable: false,
    help: 'The link was used or has expired. The server prints a new one at its next start; administrators make others.',
  },
  setup_done: {
    http: 409,
    retryable: false,
    help: 'There is an administrator already: log in, or ask an administrator.',
  },
  name_taken: { http: 409, retryable: false, help: 'Choose another log-in name; case does not count.' },
  user_not_found: { http: 404, retryable: false, help: 'Take the id of an account from the list of accounts.' },
  session_not_found: {
    http: 404,
    retryable: false,
    help: 'Take the id of a session from the list; it may have ended.',
  },
  token_not_found: { http: 404, retryable: false, help: 'Take the id of a token from the list; it may be revoked.' },
  last_admin: {
    http: 409,
    retryable: false,
    help: 'Make another account an administrator first; its person must have logged in or set a password.',
  },
  own_roles: {
    http: 403,
    retryable: false,
    help: 'Nobody gives roles to the own account: another administrator must do it.',
  },
  person_required: {
    http: 403,
    retryable: false,
    help: 'Only a person with a session may do this: log in with the browser.',
  },
  scope_exceeds_roles: {
    http: 403,
    retryable: false,
    help: 'Leave out the scopes that your roles do not cover, or ask an administrator for the role.',
  },
  scope_needs_person: {
    http: 422,
    retryable: false,
    help: 'A service token may not review: make a token of your own for that.',
  },
  too_many_tokens: { http: 409, retryable: false, help: 'Revoke tokens that are no longer used.' },
  no_local_password: { http: 409, retryable: false, help: 'This account logs in with the OpenID provider.' },
  totp_not_started: { http: 409, retryable: false, help: 'Ask for a secret first, then confirm it with a code.' },
  totp_active: { http: 409, retryable: false, help: 'Remove the authenticator before you set up another one.' },
  oidc_off: { http: 404, retryable: false, help: 'Set auth.oidc.issuer and auth.oidc.client_id to offer this log-in.' },
  oidc_unreachable: {
    http: 503,
    retryable: true,
    help: 'The OpenID provider does not answer as it should: check auth.oidc.issuer and the log.',
  },
  oidc_refused: { http: 401, retryable: false, help: 'Start the log-in again; the log says what did not hold.' },
  oidc_no_role: {
    http: 403,
    retryable: false,
    help: 'None of your groups has a role here: ask an administrator to add one to auth.oidc.group_roles.',
  },
  account_disabled: { http: 403, retryable: false, help: 'Ask an administrator to enable the account.' },
  dev_open_refused: {
    http: 500,
    retryable: false,
    help: 'Set auth.dev_open=false, or environment=development where nobody else can reach the server.',
  },
  key_unusable: {
    http: 500,
    retryable: false,
    help: 'Name a file with 32 random bytes as 64 hex digits that only this user may read; all nodes share it.',
  },
});
