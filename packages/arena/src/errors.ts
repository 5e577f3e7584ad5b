import { defineErrors } from '@maximus/kernel';

/** What the arena refuses. */
export const errors = defineErrors('arena', {
  bundle_refused: {
    http: 422,
    retryable: false,
    help: 'Take the bundle again from where it was made; this one is damaged or is no evidence bundle.',
  },
  edit_refused: {
    http: 422,
    retryable: false,
    help: 'A plan may change plain files of the project only: no links, no version control, no installed packages.',
  },
  level_unavailable: {
    http: 409,
    retryable: false,
    help: 'Install a container engine or bubblewrap, give consent, or set `arena.level` to auto.',
  },
  tool_missing: {
    http: 409,
    retryable: false,
    help: 'Install the version that the project pins and add it to the allow-list; nothing is fetched because a project names it.',
  },
  tree_too_large: {
    http: 413,
    retryable: false,
    help: 'Raise `arena.tree_bytes` up to its maximum, or prove a smaller project.',
  },
});
