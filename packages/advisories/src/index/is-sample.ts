import type { IndexManifest } from '../types.ts';

/**
 * Whether an index holds nothing but the sample that a first start builds: it speaks of a few packages, so that what it
 * does not know says nothing.
 */
export function isSample({ sources }: Pick<IndexManifest, 'sources'>): boolean {
  const records = sources.filter(({ kind }) => kind === 'osv' || kind === 'local');
  return records.length > 0 && records.every(({ id }) => id.startsWith('sample:'));
}
