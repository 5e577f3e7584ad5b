import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

/** mix.lock of Elixir's Mix, every shape since Hex 0.1; requirements of the project stand in mix.exs. */
export const mixLock: InventoryFormat = {
  id: 'mix-lock',
  description: "Mix's mix.lock (Elixir, Hex)",
  files: ['mix.lock'],
  kind: 'lock',
  ecosystems: ['Hex'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
