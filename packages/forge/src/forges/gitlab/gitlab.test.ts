import { describeForge } from '../../testing/contract.ts';
import { describeWebhooks } from '../../testing/webhook-contract.ts';

describeForge({
  kind: 'gitlab',
  labelsMustExist: false,
  limitHeaders: (now) => ({ 'RateLimit-Remaining': '0', 'RateLimit-Reset': String(now + 30) }),
});

const project = { path_with_namespace: 'acme/shop' };
const merge = (action: string, at: string) => ({
  object_kind: 'merge_request',
  project,
  object_attributes: {
    iid: 4,
    action,
    source_branch: 'maximus/x',
    description: 'text\nMaximus-Patch: pch_01patch\n',
    merge_commit_sha: action === 'merge' ? 'c'.repeat(40) : null,
    updated_at: at.replace('T', ' ').replace('Z', ' UTC'),
  },
});

describeWebhooks({
  kind: 'gitlab',
  sign: (_body, secret) => ({ 'X-Gitlab-Token': secret }),
  bound: false,
  merged: (at) => ({ headers: { 'X-Gitlab-Event': 'Merge Request Hook' }, body: merge('merge', at) }),
  closed: (at) => ({ headers: { 'X-Gitlab-Event': 'Merge Request Hook' }, body: merge('close', at) }),
  pushed: {
    headers: { 'X-Gitlab-Event': 'Push Hook' },
    body: {
      object_kind: 'push',
      ref: 'refs/heads/main',
      after: 'e'.repeat(40),
      project,
      commits: [{ message: 'fix\n\nMaximus-Patch: pch_01patch' }],
    },
  },
  ignored: { headers: { 'X-Gitlab-Event': 'Note Hook' }, body: { object_kind: 'note', project } },
});
