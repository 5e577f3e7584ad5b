/** A node_modules folder that no lock file covers: what is installed, read from the package.json of every package in it. */
import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

/** An installed tree of npm's or yarn's layout. */
export const npmInstalledTree: InventoryFormat = {
  id: 'npm-installed-tree',
  description: 'node_modules without any lock file beside or above it: what is installed',
  files: ['node_modules/'],
  kind: 'tree',
  ecosystems: ['npm'],
  supersededBy: ['bun-lock', 'npm-package-lock', 'pnpm-lock', 'yarn-berry', 'yarn-classic'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
