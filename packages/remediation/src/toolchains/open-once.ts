import type { MetadataSource } from '../registries/types.ts';
import type { OpenedSources } from './types.ts';

/** The source that was opened under a key, else a new one, which is kept there. */
export function openOnce(opened: OpenedSources | undefined, key: string, open: () => MetadataSource): MetadataSource {
  const source = opened?.get(key) ?? open();
  opened?.set(key, source);
  return source;
}
