/** Gradle's verification-metadata.xml: what may be used, by checksum. Not for scopes or paths: it has neither. */
import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

/** gradle/verification-metadata.xml, schema 1.0 to 1.3. */
export const gradleVerification: InventoryFormat = {
  id: 'gradle-verification',
  description: "Gradle's gradle/verification-metadata.xml: components with checksums, without a graph",
  files: ['verification-metadata.xml'],
  kind: 'lock',
  ecosystems: ['Maven'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
