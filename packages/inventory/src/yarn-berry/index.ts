import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

/** yarn.lock of yarn 2 and later: workspaces are entries of it, scopes stand in their package.json files. */
export const yarnBerry: InventoryFormat = {
  id: 'yarn-berry',
  description: 'yarn.lock of yarn 2 and later (Berry), `__metadata` versions 4 to 10',
  files: ['yarn.lock'],
  kind: 'lock',
  ecosystems: ['npm'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
