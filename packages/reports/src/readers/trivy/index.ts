import type { ReportReader } from '../../types.ts';
import { detect, read } from './read.ts';

/** Trivy with `--format json`. */
export const trivy: ReportReader = {
  id: 'trivy',
  description: 'JSON of Trivy, of file systems, repositories and images.',
  detect,
  read,
};
