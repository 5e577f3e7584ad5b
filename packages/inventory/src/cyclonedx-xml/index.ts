/** CycloneDX bills of materials in XML, read into the same document as the JSON form. A document type is refused. */
import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

export const cyclonedxXml: InventoryFormat = {
  id: 'cyclonedx-xml',
  description: 'CycloneDX 1.2 to 1.7 as XML',
  files: ['bom.xml', 'sbom.xml', '*.cdx.xml', '*.bom.xml', '*.sbom.xml', '*cyclonedx*.xml'],
  kind: 'sbom',
  ecosystems: ['*'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
