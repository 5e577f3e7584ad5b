import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ok, type Result } from '@maximus/kernel';
import type { IndexManifest } from '../types.ts';
import type { Quarantined } from './build-report.ts';
import { openGenerationOf } from './open-index.ts';
import type { IndexFile } from './pointer.ts';

/** What an index folder holds, for people. */
export interface IndexStatus {
  readonly manifest: IndexManifest;
  readonly files: readonly Pick<IndexFile, 'role' | 'name' | 'size'>[];
  /** Records that the delta carries or hides; 0 right after a build. */
  readonly deltaRecords: number;
  /** What builds and updates left out, at most 1,000 for each file. */
  readonly quarantined: readonly Quarantined[];
  /** Whether a writer holds, or left behind, the write lock. */
  readonly locked: boolean;
}

/** Opens the index and says what is in it. Fails as `openIndex` does. */
export function indexStatus(dir: string): Result<IndexStatus> {
  const opened = openGenerationOf(dir);
  if (!opened.ok) return opened;
  const { index, pointer } = opened.value;
  try {
    return ok({
      manifest: index.manifest,
      files: pointer.files.map(({ role, name, size }) => ({ role, name, size })),
      deltaRecords: index.deltaIds().length,
      quarantined: index.losses(),
      locked: existsSync(join(dir, 'writer.lock')),
    });
  } finally {
    index.close();
  }
}
