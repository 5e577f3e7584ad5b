import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

/** Gemfile.lock of Bundler 1 to 4; groups of the project stand in the Gemfile. */
export const gemLock: InventoryFormat = {
  id: 'gem-lock',
  description: "Bundler's Gemfile.lock and gems.locked",
  files: ['Gemfile.lock', 'gems.locked', '*.gemfile.lock'],
  kind: 'lock',
  ecosystems: ['RubyGems'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
