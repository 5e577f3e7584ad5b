import type { ReportWriter } from '../../types.ts';
import { write } from './write.ts';

/** The report itself, as JSON. */
export const json: ReportWriter = {
  id: 'json',
  mediaType: 'application/json',
  extension: 'json',
  description: 'The whole report as JSON (schema maximus.scan-report/1), for programs and as a baseline.',
  write,
};
