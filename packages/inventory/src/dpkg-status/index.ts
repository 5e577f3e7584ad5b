/** dpkg's database of installed packages: Debian, Ubuntu, and the split form of distroless images. */
import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

export const dpkgStatus: InventoryFormat = {
  id: 'dpkg-status',
  description: 'installed packages of Debian and Ubuntu (var/lib/dpkg)',
  files: ['**/var/lib/dpkg/status', '**/var/lib/dpkg/status.d/*'],
  kind: 'system',
  ecosystems: ['Debian', 'Ubuntu'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
