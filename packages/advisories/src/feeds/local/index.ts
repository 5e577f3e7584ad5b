import type { Feed } from '../types.ts';

/** Files and folders that an operator names: the way into an air gap. Read by `buildIndex`, told apart by content. */
export const local: Feed = {
  id: 'local',
  kind: 'local',
  brings: 'OSV records, a KEV catalogue and EPSS forecasts from files',
  capabilities: { network: false, delta: false },
};
