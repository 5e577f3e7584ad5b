import type { ReportWriter } from '../../types.ts';
import { write } from './write.ts';

/** OpenVEX 0.2.0. */
export const openvex: ReportWriter = {
  id: 'openvex',
  mediaType: 'application/vnd.openvex+json',
  extension: 'openvex.json',
  description: 'OpenVEX 0.2.0 statements, to pass on what is affected and what to do.',
  write,
};
