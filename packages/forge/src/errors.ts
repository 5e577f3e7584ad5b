import { defineErrors } from '@maximus/kernel';

/** Everything that can go wrong between a released patch and its merge. */
export const errors = defineErrors('forge', {
  config_invalid: {
    http: 422,
    retryable: false,
    help: 'Correct the forge settings of the project; the message names the one.',
  },
  delivery_invalid: {
    http: 422,
    retryable: false,
    help: 'Make the patch again; this one cannot be put into a commit.',
  },
  mode_unsupported: {
    http: 422,
    retryable: false,
    help: 'Choose another delivery mode: pull requests need a forge, merging needs a local origin whose project allows it.',
  },
  origin_unreachable: {
    http: 502,
    retryable: true,
    help: 'Check the address of the origin, the network and the certificate.',
  },
  origin_hooks: {
    http: 409,
    retryable: false,
    help: 'The origin has hooks that judge a push. Allow them with `run_origin_hooks`, or deliver a patch file.',
  },
  base_unknown: {
    http: 409,
    retryable: false,
    help: 'The commit that was proven is not in the default branch; plan again.',
  },
  edit_refused: {
    http: 422,
    retryable: false,
    help: 'The edited file is not what was planned on; plan again on this commit.',
  },
  conflict: { http: 409, retryable: false, help: 'The default branch changed the same files; plan again on its tip.' },
  branch_foreign: {
    http: 409,
    retryable: false,
    help: 'A branch of that name holds commits of others. It is left alone; rename or delete it, then deliver again.',
  },
  push_refused: {
    http: 409,
    retryable: false,
    help: 'The origin refuses the push: look at its protection rules and the access.',
  },
  unauthorised: {
    http: 502,
    retryable: false,
    help: 'The forge refuses the token: renew it, and check what it may do.',
  },
  not_found: { http: 502, retryable: false, help: 'Check the project name, and that the token may see the project.' },
  rate_limited: {
    http: 503,
    retryable: true,
    help: 'The forge asks to wait; the delivery goes on after the time it named.',
  },
  forge_failed: {
    http: 502,
    retryable: true,
    help: 'The forge failed. The delivery is tried again; a patch file is there meanwhile.',
  },
  forge_refused: { http: 502, retryable: false, help: 'The forge refuses the request; the message holds its reason.' },
  answer_invalid: {
    http: 502,
    retryable: false,
    help: 'The answer is not of this kind of forge: check `kind` and `api_url`.',
  },
  limit_exceeded: {
    http: 413,
    retryable: false,
    help: 'Raise the limit that the message names, or deliver a patch file.',
  },
  git_missing: { http: 503, retryable: false, help: 'Install git 2.38 or newer, or set `git` to its path.' },
  git_failed: {
    http: 500,
    retryable: false,
    help: 'git failed in a way that is not known; the message holds its first lines.',
  },
  signing_failed: {
    http: 500,
    retryable: false,
    help: 'Check `signing_key`: an SSH private key without a passphrase, readable by the server.',
  },
  webhook_refused: { http: 401, retryable: false, help: 'Set the same secret at the forge and here.' },
  webhook_replayed: {
    http: 409,
    retryable: false,
    help: 'This event was taken before, or is too old to be taken now.',
  },
  webhook_invalid: { http: 400, retryable: false, help: 'The body is not an event of this forge, or is too large.' },
});
