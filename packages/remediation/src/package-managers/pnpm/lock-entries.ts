import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../../errors.ts';
import { readYaml } from './workspace-file.ts';

/** What a comparison needs of a pnpm lock file. */
export interface PnpmLock {
  /** Folders of the workspace; empty for the root. */
  readonly importers: readonly string[];
  /** Key of the entry → `name@version`. */
  readonly packages: ReadonlyMap<string, string>;
}

/** Reads the keys of `importers` and `packages` (pnpm's "lockfile" 6 and 9); nothing where the text is no lock file. */
export function pnpmLock(text: string): PnpmLock | undefined {
  const document = readYaml(text);
  if (document['lockfileVersion'] === undefined) return undefined;
  const importers = Object.keys(record(document['importers'])).filter(
    (path) => !path.startsWith('/') && !path.split('/').includes('..'),
  );
  const keys = [...Object.keys(record(document['packages'])), ...Object.keys(record(document['snapshots']))];
  return {
    importers: [...new Set(['', ...importers.map((path) => (path === '.' ? '' : path))])],
    packages: new Map(keys.map((key) => [key, labelOf(key)])),
  };
}

/** Without the leading slash of version 6 and without the peers in brackets. */
function labelOf(key: string): string {
  const peers = key.indexOf('(');
  return key.slice(key.startsWith('/') ? 1 : 0, peers < 0 ? undefined : peers);
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** The same as a result; fails with `remediation.lock_unparsed`. */
export function pnpmEntries(lockText: string): Result<ReadonlyMap<string, string>> {
  const lock = pnpmLock(lockText);
  return lock === undefined ? fail(errors.lock_unparsed('the file is no pnpm lock file')) : ok(lock.packages);
}
