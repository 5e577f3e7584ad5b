/** Go modules: go.mod with the go.sum beside it, and go.work workspaces. Read build-list.ts for what is known and what is not. */
import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

/** go.mod, go.sum and go.work of the Go command, 1.11 and later. */
export const goMod: InventoryFormat = {
  id: 'go-mod',
  description: 'Go modules: go.mod with go.sum, go.work workspaces',
  files: ['go.mod', 'go.sum', 'go.work'],
  kind: 'lock',
  ecosystems: ['Go'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
