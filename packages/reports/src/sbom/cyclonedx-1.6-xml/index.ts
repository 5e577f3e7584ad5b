import type { SbomWriter } from '../../types.ts';
import { write } from './write.ts';

/** CycloneDX 1.6 as XML. */
export const cyclonedx16Xml: SbomWriter = {
  id: 'cyclonedx-1.6-xml',
  mediaType: 'application/vnd.cyclonedx+xml',
  extension: 'cdx.xml',
  description: 'CycloneDX 1.6 XML with the dependency graph, digests and licences.',
  write,
};
