/** pylock.toml, the lock file format of PEP 751, version 1. Markers decide the scope; nothing is evaluated for a machine. */
import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

export const pylockToml: InventoryFormat = {
  id: 'pylock-toml',
  description: 'pylock.toml (PEP 751) of pip, uv and PDM',
  files: ['pylock.toml', 'pylock.*.toml'],
  kind: 'lock',
  ecosystems: ['PyPI'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
