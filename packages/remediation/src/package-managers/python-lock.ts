import { fail, ok, type Result } from '@maximus/kernel';
import { isRecord } from '../edit/json/index.ts';
import { normalName } from '../edit/requirements/index.ts';
import { parseTomlTable, tableIn } from '../edit/toml/index.ts';
import { errors } from '../errors.ts';

/** The packages of a uv.lock or poetry.lock as `name@version`; those in folders of the project are left out. */
export function pythonLockEntries(text: string): Result<ReadonlyMap<string, string>> {
  const list = parseTomlTable(text)?.['package'] ?? [];
  if (!Array.isArray(list)) return fail(errors.lock_unparsed('the lock file has no list of packages'));
  const labels = list.filter(isRecord).flatMap(({ name, version, source }) => {
    const isOwn = isRecord(source) && ('editable' in source || 'virtual' in source || source['type'] === 'directory');
    return typeof name === 'string' && typeof version === 'string' && !isOwn ? [`${normalName(name)}@${version}`] : [];
  });
  return ok(new Map(labels.map((label) => [label, label])));
}

/** Folders of the project that a uv.lock names, the one that it lies in as the empty name. */
export function memberFolders(lockText: string): readonly string[] {
  const list = parseTomlTable(lockText)?.['package'];
  const folders = (Array.isArray(list) ? list : []).filter(isRecord).flatMap((entry) => {
    const source = tableIn(entry, 'source');
    const path = source['editable'] ?? source['virtual'];
    return typeof path === 'string' ? [path === '.' ? '' : path] : [];
  });
  const inside = folders.filter((path) => !path.startsWith('/') && !path.split('/').includes('..'));
  return [...new Set(['', ...inside])];
}
