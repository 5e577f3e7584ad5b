import type { Feed } from '../types.ts';

/** OSV's bucket: an archive for each ecosystem, a list of changes, and every record by its id. */
export const osv: Feed = {
  id: 'osv',
  kind: 'osv',
  brings: 'advisories of every enabled ecosystem',
  publicUrl: 'https://osv-vulnerabilities.storage.googleapis.com',
  capabilities: { network: true, delta: true },
};
