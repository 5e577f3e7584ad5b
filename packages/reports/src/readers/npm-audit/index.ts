import type { ReportReader } from '../../types.ts';
import { detect, read } from './read.ts';

/** `npm audit --json` and `pnpm audit --json`. */
export const npmAudit: ReportReader = {
  id: 'npm-audit',
  description: 'JSON of npm audit (report versions 1 and 2) and of pnpm audit.',
  detect,
  read,
};
