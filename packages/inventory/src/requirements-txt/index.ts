/** pip's requirements and constraints files, hand-written or compiled. They are locks only where every line is pinned. */
import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

export const requirementsTxt: InventoryFormat = {
  id: 'requirements-txt',
  description: 'requirements and constraints files of pip, pip-compile and uv pip compile',
  files: ['*requirements*.txt', '**/requirements/*.txt', 'constraints*.txt', '*-constraints.txt'],
  kind: 'lock',
  ecosystems: ['PyPI'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
