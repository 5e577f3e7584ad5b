/** SPDX documents 2.2 and 2.3 in JSON. Packages are known by the package URL among their external references. */
import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

export const spdxJson: InventoryFormat = {
  id: 'spdx-json',
  description: 'SPDX 2.2 and 2.3 as JSON',
  files: ['sbom.json', '*.spdx.json', '*.sbom.json', '*spdx*.json'],
  kind: 'sbom',
  ecosystems: ['*'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
