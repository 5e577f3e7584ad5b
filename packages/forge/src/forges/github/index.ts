import type { ForgePlugin } from '../../types.ts';
import { githubPullRequests } from './api.ts';
import { githubWebhooks } from './webhook.ts';

/** GitHub and GitHub Enterprise Server. */
export const github: ForgePlugin = {
  id: 'github',
  capabilities: { network: true, pullRequests: true, merges: false, webhooks: true, defaultMode: 'pull_request' },
  apiUrl: (origin) => (origin.hostname === 'github.com' ? 'https://api.github.com' : `${origin.origin}/api/v3`),
  gitUser: 'x-access-token',
  headers: (token) => ({
    Accept: 'application/vnd.github+json',
    'X-GitHub-Api-Version': '2022-11-28',
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
  }),
  pullRequests: githubPullRequests,
  webhooks: githubWebhooks,
};
