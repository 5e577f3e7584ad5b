import { fail, ok, type Result } from '@maximus/kernel';
import { isRecord, parseObject } from '../../edit/json/index.ts';
import { errors } from '../../errors.ts';

/** Folders whose package.json the lock file repeats: the root, workspaces and linked folders inside of the project. */
export function manifestFolders(lockText: string): readonly string[] {
  const packages = packagesOf(lockText) ?? {};
  const own = Object.keys(packages).filter((path) => !path.includes('node_modules') && !path.split('/').includes('..'));
  return [...new Set(['', ...own.filter((path) => !path.startsWith('/'))])];
}

/** Install path → `name@version` of every package; links and manifests of the project are left out. */
export function lockEntries(lockText: string): Result<ReadonlyMap<string, string>> {
  const packages = packagesOf(lockText);
  if (packages === undefined) return fail(errors.lock_unparsed('the lock file has no "packages"'));
  const entries = new Map<string, string>();
  for (const [path, entry] of Object.entries(packages)) {
    const at = path.lastIndexOf('node_modules/');
    if (at < 0 || !isRecord(entry) || entry['link'] === true) continue;
    const { name, version } = entry;
    const label = typeof name === 'string' && name !== '' ? name : path.slice(at + 'node_modules/'.length);
    entries.set(path, `${label}@${typeof version === 'string' ? version : ''}`);
  }
  return ok(entries);
}

function packagesOf(lockText: string): Record<string, unknown> | undefined {
  const packages = parseObject(lockText)?.['packages'];
  return isRecord(packages) ? packages : undefined;
}
