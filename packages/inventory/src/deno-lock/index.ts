/** Deno's deno.lock: npm packages, JSR packages and modules by address. Read content.ts for what the versions differ in. */
import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

/** deno.lock, versions 3 to 5. */
export const denoLock: InventoryFormat = {
  id: 'deno-lock',
  description: "Deno's deno.lock, versions 3 to 5, with its npm and JSR packages",
  files: ['deno.lock'],
  kind: 'lock',
  ecosystems: ['npm', 'JSR'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
