/** CycloneDX bills of materials in JSON. What they list is known by its package URL; nothing is guessed from names. */
import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

export const cyclonedxJson: InventoryFormat = {
  id: 'cyclonedx-json',
  description: 'CycloneDX 1.2 to 1.7 as JSON',
  files: ['bom.json', 'sbom.json', '*.cdx.json', '*.bom.json', '*.sbom.json', '*cyclonedx*.json'],
  kind: 'sbom',
  ecosystems: ['*'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
