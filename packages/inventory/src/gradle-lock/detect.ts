import { posix } from 'node:path';

/** The kinds of lock file that Gradle writes. */
export type LockKind = 'project' | 'build-script' | 'one-configuration';

/** Which kind a path is; `undefined` for anything else. */
export function lockKind(path: string): LockKind | undefined {
  const name = posix.basename(path);
  if (name === 'gradle.lockfile') return 'project';
  if (name === 'buildscript-gradle.lockfile' || name === 'settings-gradle.lockfile') return 'build-script';
  const isLegacy = `/${path}`.includes('/gradle/dependency-locks/') && name.endsWith('.lockfile');
  return isLegacy ? 'one-configuration' : undefined;
}

/** The names have no other meaning. */
export function detect(path: string): boolean {
  return lockKind(path) !== undefined;
}
