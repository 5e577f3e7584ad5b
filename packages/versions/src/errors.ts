import { defineErrors } from '@maximus/kernel';

/** Everything that can be wrong with a version or a requirement. */
export const errors = defineErrors('versions', {
  invalid: { http: 422, retryable: false, help: "Write the version as the ecosystem's own tool would accept it." },
  invalid_constraint: {
    http: 422,
    retryable: false,
    help: "Write the requirement as the ecosystem's own tool would accept it.",
  },
  unknown_ecosystem: {
    http: 422,
    retryable: false,
    help: 'Run `maximus versions --help` for the ecosystems that are known.',
  },
  no_constraints: {
    http: 422,
    retryable: false,
    help: 'Ask for a version range in an ecosystem that has requirements.',
  },
});
