import type { ReportReader } from '../../types.ts';
import { detect, read } from './read.ts';

/** pip-audit with `--format json`. */
export const pipAudit: ReportReader = {
  id: 'pip-audit',
  description: 'JSON of pip-audit; what it skipped is listed as not checked.',
  detect,
  read,
};
