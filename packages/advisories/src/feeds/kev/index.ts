import type { Feed } from '../types.ts';

/** CISA's catalogue, one JSON file. */
export const kev: Feed = {
  id: 'kev',
  kind: 'kev',
  brings: 'known exploited vulnerabilities',
  publicUrl: 'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json',
  capabilities: { network: true, delta: false },
};
