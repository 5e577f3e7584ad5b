import type { ReportReader } from '../../types.ts';
import { detect, read } from './read.ts';

/** SARIF 2.1.0 of any scanner of dependencies. */
export const sarifReader: ReportReader = {
  id: 'sarif',
  description: 'SARIF 2.1.0 of a scanner of dependencies; results that name no package are counted, not taken.',
  detect,
  read,
};
