import type { ReportWriter } from '../../types.ts';
import { write } from './write.ts';

/** CycloneDX 1.6 with vulnerabilities. */
export const cyclonedxVex: ReportWriter = {
  id: 'cyclonedx-vex',
  mediaType: 'application/vnd.cyclonedx+json',
  extension: 'cdx.json',
  description: 'CycloneDX 1.6 JSON with the affected components and their vulnerabilities.',
  write,
};
