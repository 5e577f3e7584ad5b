/** apk's database of installed packages: Alpine, Wolfi and Chainguard. */
import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

export const apkInstalled: InventoryFormat = {
  id: 'apk-installed',
  description: 'installed packages of Alpine, Wolfi and Chainguard (lib/apk/db/installed)',
  files: ['**/lib/apk/db/installed'],
  kind: 'system',
  ecosystems: ['Alpine', 'Chainguard', 'Wolfi'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
