import type { ReportWriter } from '../../types.ts';
import { write } from './write.ts';

/** SARIF 2.1.0 as GitHub code scanning reads it. */
export const sarif: ReportWriter = {
  id: 'sarif',
  mediaType: 'application/sarif+json',
  extension: 'sarif',
  description: 'SARIF 2.1.0, for GitHub code scanning and other dashboards.',
  write,
};
