import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

/** pnpm-lock.yaml, lockfileVersion 5.x, 6.x and 9.x: importers, overrides, catalogs and patches are all in the file. */
export const pnpmLock: InventoryFormat = {
  id: 'pnpm-lock',
  description: "pnpm's pnpm-lock.yaml, lockfile versions 5 to 9",
  files: ['pnpm-lock.yaml'],
  kind: 'lock',
  ecosystems: ['npm'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
