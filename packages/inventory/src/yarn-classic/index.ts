import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

/** yarn.lock of yarn 1; what the project asks for stands in its package.json files. */
export const yarnClassic: InventoryFormat = {
  id: 'yarn-classic',
  description: "yarn 1's yarn.lock",
  files: ['yarn.lock'],
  kind: 'lock',
  ecosystems: ['npm'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
