import type { ForgePlugin } from '../../types.ts';

/** git alone: a repository in a folder of this machine, or on a plain git server. No pull requests, and merging by us. */
export const local: ForgePlugin = {
  id: 'local',
  capabilities: { network: false, pullRequests: false, merges: true, webhooks: false, defaultMode: 'branch' },
  apiUrl: () => undefined,
  gitUser: 'git',
  headers: () => ({}),
};
