/** uv's uv.lock and the locks of single scripts (`x.py.lock`), format version 1. Not for pyproject.toml alone. */
import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

export const uvLock: InventoryFormat = {
  id: 'uv-lock',
  description: 'uv.lock of uv: workspaces, extras, dependency groups, forks',
  files: ['uv.lock', '*.py.lock'],
  kind: 'lock',
  ecosystems: ['PyPI'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
