import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

/** bun.lock, the text lock file of bun 1.2 and later, lockfileVersion 0 to 2. */
export const bunLock: InventoryFormat = {
  id: 'bun-lock',
  description: "bun's text lock file bun.lock, versions 0 to 2",
  files: ['bun.lock'],
  kind: 'lock',
  ecosystems: ['npm'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
