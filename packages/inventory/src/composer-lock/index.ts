import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

/** composer.lock of Composer 1 and 2; the ranges of the project stand in composer.json. */
export const composerLock: InventoryFormat = {
  id: 'composer-lock',
  description: "Composer's composer.lock",
  files: ['composer.lock'],
  kind: 'lock',
  ecosystems: ['Packagist'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
