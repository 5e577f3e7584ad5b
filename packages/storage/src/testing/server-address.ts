import { createHash } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Where the shared test server of this user and this checkout keeps its files. */
export function serverFolder(): string {
  const hash = createHash('sha256')
    .update(import.meta.dirname)
    .digest('hex')
    .slice(0, 12);
  return join(tmpdir(), `maximus-test-${userInfo().uid}-${hash}`);
}

/** The socket at which it counts those that use it. */
export function controlPath(folder: string): string {
  return process.platform === 'win32' ? `\\\\.\\pipe\\${folder.replaceAll(/[\\/:]/g, '-')}` : join(folder, 'control');
}
