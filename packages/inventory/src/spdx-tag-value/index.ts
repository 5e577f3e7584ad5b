/** SPDX documents 2.2 and 2.3 as tag-value text, read line by line into the same document as the JSON form. */
import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

export const spdxTagValue: InventoryFormat = {
  id: 'spdx-tag-value',
  description: 'SPDX 2.2 and 2.3 as tag-value text',
  files: ['*.spdx', '*.spdx.txt', '*.spdx.tag'],
  kind: 'sbom',
  ecosystems: ['*'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
