import type { ReportReader } from '../../types.ts';
import { detect, read } from './read.ts';

/** `snyk test --json`. */
export const snyk: ReportReader = {
  id: 'snyk',
  description: 'JSON of snyk test, of one project or several.',
  detect,
  read,
};
