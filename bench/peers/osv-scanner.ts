import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Task } from '../measure.ts';

/** A Go peer, timed beside the others where it is on PATH. */
export interface OsvScanner {
  readonly version: string;
  /** A scan of one lock file, offline, with the npm archive only. */
  scan(lockFile: string): Task;
}

/**
 * osv-scanner 2.5 or newer from PATH (`go install github.com/google/osv-scanner/v2/cmd/osv-scanner@v2.5.0`), reading the
 * same archive as the other peers; `undefined` where it is not there. It finds its archives below the folder that a
 * variable names: with none it would report nothing and exit 0, so the caller checks that it exits 1.
 */
export function findOsvScanner(work: string, npmArchive: string): OsvScanner | undefined {
  const asked = spawnSync('osv-scanner', ['--version'], { encoding: 'utf8' });
  if (asked.status !== 0) return undefined;
  const version = /version:? v?([0-9.]+)/.exec(asked.stdout)?.[1] ?? 'of unknown version';
  const archives = join(work, 'osv-scalibr', 'npm');
  mkdirSync(archives, { recursive: true });
  symlinkSync(npmArchive, join(archives, 'all.zip'));
  return {
    version,
    scan: (lockFile) => ({
      name: `osv-scanner ${version} (Go)`,
      command: 'osv-scanner',
      args: ['scan', 'source', '--offline', '--format', 'json', '-L', lockFile],
      environment: { OSV_SCALIBR_LOCAL_DB_CACHE_DIRECTORY: work },
    }),
  };
}
