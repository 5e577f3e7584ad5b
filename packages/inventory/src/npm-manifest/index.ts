/** package.json where no lock file of any JavaScript package manager covers it: what is asked for, without versions. */
import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

/** A package.json without its lock file. */
export const npmManifest: InventoryFormat = {
  id: 'npm-manifest',
  description: 'package.json that no lock file covers: direct dependencies without versions',
  files: ['package.json'],
  kind: 'manifest',
  ecosystems: ['npm'],
  supersededBy: ['bun-lock', 'npm-installed-tree', 'npm-package-lock', 'pnpm-lock', 'yarn-berry', 'yarn-classic'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
