import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

/** npm's package-lock.json and npm-shrinkwrap.json, lockfileVersion 1 to 3. Version 1 has no `packages` map: its tree is read from `dependencies`. */
export const npmPackageLock: InventoryFormat = {
  id: 'npm-package-lock',
  description: "npm's package-lock.json and npm-shrinkwrap.json, lock file versions 1 to 3",
  files: ['npm-shrinkwrap.json', 'package-lock.json'],
  kind: 'lock',
  ecosystems: ['npm'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
