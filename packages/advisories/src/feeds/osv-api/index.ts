import type { Feed } from '../types.ts';

/** OSV's API: single packages and ids, for what the archives do not bring yet. */
export const osvApi: Feed = {
  id: 'osv-api',
  kind: 'osv-api',
  brings: 'single records of OSV, by package or by id',
  publicUrl: 'https://api.osv.dev',
  capabilities: { network: true, delta: true },
};
