import type { SbomWriter } from '../../types.ts';
import { write } from './write.ts';

/** SPDX 2.3 as JSON. */
export const spdx23Json: SbomWriter = {
  id: 'spdx-2.3-json',
  mediaType: 'application/spdx+json',
  extension: 'spdx.json',
  description: 'SPDX 2.3 JSON with packages, checksums and relationships.',
  write,
};
