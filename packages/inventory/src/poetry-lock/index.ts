/** Poetry's poetry.lock, format versions 1.0 to 2.x. What is direct stands in pyproject.toml, which is read with it. */
import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

export const poetryLock: InventoryFormat = {
  id: 'poetry-lock',
  description: 'poetry.lock of Poetry, with pyproject.toml for what is direct',
  files: ['poetry.lock'],
  kind: 'lock',
  ecosystems: ['PyPI'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
