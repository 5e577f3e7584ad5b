import type { ReportReader } from '../../types.ts';
import { detect, read } from './read.ts';

/** Grype with `-o json`. */
export const grype: ReportReader = {
  id: 'grype',
  description: 'JSON of Grype.',
  detect,
  read,
};
