import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { isRecord, own, ownString } from '../json.ts';
import type { ProblemList } from '../problem-list/index.ts';
import { headerLines } from '../toml/index.ts';
import { normaliseName } from './names.ts';

/** One `[[package]]` of a TOML lock. */
export interface LockEntry {
  readonly record: Record<string, unknown>;
  /** Normalised (PEP 503). */
  readonly name: string;
  readonly version?: string;
  /** Of the header, from 1; absent where the entries are not written as headers. */
  readonly line?: number;
}

/**
 * The entries of a TOML lock under `key`. One that is no table or has no name becomes a problem. Fails with
 * `inventory.malformed` where the key holds something else than a list; an absent key is a lock without packages.
 */
export function readLockEntries(
  path: string,
  text: string,
  lock: Record<string, unknown>,
  key: string,
  problems: ProblemList,
): Result<readonly LockEntry[]> {
  const list = own(lock, key);
  if (list === undefined) return ok([]);
  if (!Array.isArray(list)) return fail(errors.malformed(`"${key}" is not a list of packages`, { file: path }));
  const lines = headerLines(text, key);
  const linesKnown = lines.length === list.length;
  const entries: LockEntry[] = [];
  for (const [index, record] of list.entries()) {
    const at = linesKnown ? lines[index] : undefined;
    const line = at === undefined ? {} : { line: at };
    const rawName = isRecord(record) ? ownString(record, 'name') : undefined;
    if (!isRecord(record) || rawName === undefined || rawName.trim() === '') {
      problems.add('nameless', () => errors.malformed(`a "${key}" entry has no name`, { file: path, ...line }));
      continue;
    }
    const version = ownString(record, 'version');
    entries.push({
      record,
      name: normaliseName(rawName.trim()),
      ...(version === undefined || version === '' ? {} : { version }),
      ...line,
    });
  }
  return ok(entries);
}

/** The failure of a lock whose format version is not one that is known. */
export function unsupportedVersion(path: string, what: string, version: unknown, supported: string) {
  const shown = typeof version === 'string' || typeof version === 'number' ? String(version).slice(0, 40) : 'none';
  return fail(errors.unsupported_version(`${what} version ${shown}; ${supported} are read`, { file: path }));
}

/** An entry without a version that is not the project's own code cannot be compared with anything. */
export function reportUnversioned(path: string, entry: LockEntry, problems: ProblemList): void {
  const line = entry.line === undefined ? {} : { line: entry.line };
  problems.add('unversioned', () =>
    errors.unresolved(`"${entry.name.slice(0, 100)}" is locked without a version`, { file: path, ...line }),
  );
}
