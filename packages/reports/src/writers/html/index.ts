import type { ReportWriter } from '../../types.ts';
import { write } from './write.ts';

/** One self-contained page. */
export const html: ReportWriter = {
  id: 'html',
  mediaType: 'text/html',
  extension: 'html',
  description: 'One self-contained page to read and pass on; works without a network and without scripts.',
  write,
};
