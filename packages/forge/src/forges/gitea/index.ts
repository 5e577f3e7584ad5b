import type { ForgePlugin } from '../../types.ts';
import { giteaPullRequests } from './api.ts';
import { giteaWebhooks } from './webhook.ts';

/** Gitea and Forgejo. */
export const gitea: ForgePlugin = {
  id: 'gitea',
  capabilities: { network: true, pullRequests: true, merges: false, webhooks: true, defaultMode: 'pull_request' },
  apiUrl: (origin) => `${origin.origin}/api/v1`,
  gitUser: 'oauth2',
  headers: (token): Record<string, string> => (token === undefined ? {} : { Authorization: `token ${token}` }),
  pullRequests: giteaPullRequests,
  webhooks: giteaWebhooks,
};
