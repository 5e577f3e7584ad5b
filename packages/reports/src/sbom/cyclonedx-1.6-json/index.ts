import type { SbomWriter } from '../../types.ts';
import { write } from './write.ts';

/** CycloneDX 1.6 as JSON. */
export const cyclonedx16Json: SbomWriter = {
  id: 'cyclonedx-1.6-json',
  mediaType: 'application/vnd.cyclonedx+json',
  extension: 'cdx.json',
  description: 'CycloneDX 1.6 JSON with the dependency graph, digests and licences.',
  write,
};
