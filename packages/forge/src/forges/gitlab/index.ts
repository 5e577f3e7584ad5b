import type { ForgePlugin } from '../../types.ts';
import { gitlabPullRequests } from './api.ts';
import { gitlabWebhooks } from './webhook.ts';

/** GitLab, hosted or of one's own. */
export const gitlab: ForgePlugin = {
  id: 'gitlab',
  capabilities: { network: true, pullRequests: true, merges: false, webhooks: true, defaultMode: 'pull_request' },
  apiUrl: (origin) => `${origin.origin}/api/v4`,
  gitUser: 'oauth2',
  headers: (token): Record<string, string> => (token === undefined ? {} : { 'PRIVATE-TOKEN': token }),
  pullRequests: gitlabPullRequests,
  webhooks: gitlabWebhooks,
};
