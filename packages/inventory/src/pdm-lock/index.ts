/** PDM's pdm.lock, lock versions 2 to 4. What is direct stands in pyproject.toml, which is read with it. */
import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

export const pdmLock: InventoryFormat = {
  id: 'pdm-lock',
  description: 'pdm.lock of PDM, with pyproject.toml for what is direct',
  files: ['pdm.lock'],
  kind: 'lock',
  ecosystems: ['PyPI'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
