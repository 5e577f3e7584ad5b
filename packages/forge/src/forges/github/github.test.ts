import { createHmac } from 'node:crypto';
import { describeForge } from '../../testing/contract.ts';
import { describeWebhooks } from '../../testing/webhook-contract.ts';

describeForge({
  kind: 'github',
  labelsMustExist: false,
  limitHeaders: (now) => ({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now + 30) }),
});

const pull = (action: string, merged: boolean, at: string) => ({
  action,
  repository: { full_name: 'acme/shop' },
  pull_request: {
    number: 4,
    html_url: 'https://github.example.test/acme/shop/pull/4',
    title: 'x',
    body: 'text\nMaximus-Patch: pch_01patch\n',
    state: 'closed',
    merged_at: merged ? at : null,
    merge_commit_sha: 'c'.repeat(40),
    updated_at: at,
    head: { ref: 'maximus/x', sha: 'd'.repeat(40), repo: { full_name: 'acme/shop' } },
  },
});

describeWebhooks({
  kind: 'github',
  sign: (body, secret) => ({
    'X-Hub-Signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  }),
  bound: true,
  merged: (at) => ({ headers: { 'X-GitHub-Event': 'pull_request' }, body: pull('closed', true, at) }),
  closed: (at) => ({ headers: { 'X-GitHub-Event': 'pull_request' }, body: pull('closed', false, at) }),
  pushed: {
    headers: { 'X-GitHub-Event': 'push' },
    body: {
      ref: 'refs/heads/main',
      after: 'e'.repeat(40),
      repository: { full_name: 'acme/shop' },
      commits: [{ message: 'fix\n\nMaximus-Patch: pch_01patch' }],
    },
  },
  ignored: {
    headers: { 'X-GitHub-Event': 'star' },
    body: { action: 'created', repository: { full_name: 'acme/shop' } },
  },
});
