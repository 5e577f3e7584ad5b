import type { ReportReader } from '../../types.ts';
import { detect, read } from './read.ts';

/** osv-scanner with `--format json`. */
export const osvScanner: ReportReader = {
  id: 'osv-scanner',
  description: 'JSON of osv-scanner, versions 1 and 2.',
  detect,
  read,
};
