import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

/** packages.lock.json of NuGet 4.9 and later, versions 1 and 2: one graph per target framework. */
export const nugetLock: InventoryFormat = {
  id: 'nuget-lock',
  description: "NuGet's packages.lock.json, versions 1 and 2",
  files: ['packages.lock.json', 'packages.*.lock.json'],
  kind: 'lock',
  ecosystems: ['NuGet'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
