import type { ReportWriter } from '../../types.ts';
import { write } from './write.ts';

/** Markdown as GitHub renders it. */
export const markdown: ReportWriter = {
  id: 'markdown',
  mediaType: 'text/markdown',
  extension: 'md',
  description: 'Markdown for a pull-request comment or a job summary.',
  write,
};
