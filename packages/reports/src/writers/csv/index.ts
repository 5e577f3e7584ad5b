import type { ReportWriter } from '../../types.ts';
import { write } from './write.ts';

/** Comma-separated values. */
export const csv: ReportWriter = {
  id: 'csv',
  mediaType: 'text/csv',
  extension: 'csv',
  description: 'CSV for spreadsheets, one line a finding; no cell can run as a formula.',
  write,
};
