import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const folder = process.env.MAXIMUS_TEST_DATA ?? resolve(import.meta.dirname, '../../../../../shared/data');

/**
 * Unpacks an archive of the shared test data into a temporary folder: `MAXIMUS_TEST_DATA`, else `../shared/data` beside
 * the repository. `undefined` where there is none; with `CI` or `MAXIMUS_PROVISION=1` that is a failure.
 */
export function unpackTestData(archive: string): string | undefined {
  const file = join(folder, archive);
  if (!existsSync(file)) {
    if (process.env.CI || process.env.MAXIMUS_PROVISION === '1')
      throw new Error(`the test data ${archive} is not there`);
    return undefined;
  }
  const target = mkdtempSync(join(tmpdir(), 'maximus-data-'));
  execFileSync('tar', ['-xzf', file, '-C', target]);
  return target;
}

/** Path of one file of advisories. */
export function advisoryFile(name: string): string {
  return join(folder, 'advisories', name);
}
