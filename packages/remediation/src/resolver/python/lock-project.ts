import { fail, ok, type Result } from '@maximus/kernel';
import { isRecord } from '../../edit/json/index.ts';
import { normalName, splice } from '../../edit/requirements/index.ts';
import { parseTomlTable, tableIn, tomlStrings } from '../../edit/toml/index.ts';
import { errors } from '../../errors.ts';
import type { Ask, OwnAsk, OwnChanges, Pin, PinnedProject } from '../pinned/index.ts';
import type { FileChange } from '../types.ts';
import { editPyproject, pyprojectAsks } from './pyproject-asks.ts';
import { pythonDialect } from './python-dialect.ts';

/** A uv.lock or poetry.lock with the pyproject.toml files that it is of. */
export interface PythonLockParts {
  readonly lockFile: string;
  readonly lockText: string;
  /** By path in the project. */
  readonly manifests: ReadonlyMap<string, string>;
  readonly requiresPython?: string;
  /** Whether the tool takes its pins from the prepared lock file. */
  readonly preparesLock: boolean;
}

const maxPackages = 50_000;

/** The packages of the lock file as pins, those in folders of the project left out. */
export function pythonLockProject(parts: PythonLockParts): Result<PinnedProject> {
  const document = parseTomlTable(parts.lockText);
  const list = document?.['package'];
  if (document === undefined || (list !== undefined && !Array.isArray(list)) || (list?.length ?? 0) > maxPackages) {
    return fail(errors.lock_unparsed(`${parts.lockFile} has no list of packages`));
  }
  const entries = (list ?? []).filter(isRecord);
  const overrides = new Set(namesIn(tableIn(document, 'manifest')['overrides']));
  const pins = new Map<string, Pin>();
  for (const entry of entries) {
    const pin = pinOf(entry, overrides);
    if (pin !== undefined) pins.set(pin.key, pin);
  }
  const own = [...parts.manifests].flatMap(([file, text]): readonly OwnAsk[] => pyprojectAsks(file, text));
  return ok({
    dialect: pythonDialect({
      ...(parts.requiresPython === undefined ? {} : { requiresPython: parts.requiresPython }),
      knowsGraph: true,
      knowsAdditions: true,
    }),
    pins,
    own,
    write: (changes) => ok(writtenFiles(parts, changes)),
  });
}

function pinOf(entry: Readonly<Record<string, unknown>>, overrides: ReadonlySet<string>): Pin | undefined {
  const { name: written, version } = entry;
  const source = tableIn(entry, 'source');
  if (typeof written !== 'string' || typeof version !== 'string') return undefined;
  if ('editable' in source || 'virtual' in source || source['type'] === 'directory') return undefined;
  const name = normalName(written);
  const isRegistry = 'registry' in source || Object.keys(source).length === 0 || source['type'] === 'legacy';
  return {
    key: `${name}@${version}`,
    name,
    version,
    asks: asksIn(entry),
    ...(isRegistry ? {} : { foreign: JSON.stringify(source).slice(0, 200) }),
    ...(overrides.has(name) ? { rule: `override-dependencies: ${name}` } : {}),
  };
}

/** uv lists names with markers, Poetry a table from name to requirement. */
function asksIn(entry: Readonly<Record<string, unknown>>): readonly Ask[] {
  const { dependencies } = entry;
  if (Array.isArray(dependencies)) {
    const extras = Object.values(tableIn(entry, 'optional-dependencies')).flatMap((each) =>
      Array.isArray(each) ? each : [],
    );
    return [...dependencies, ...extras].flatMap((each: unknown): Ask[] => {
      if (!isRecord(each) || typeof each['name'] !== 'string') return [];
      const name = normalName(each['name']);
      const { version } = each;
      return [{ name, ...(typeof version === 'string' ? { to: `${name}@${version}` } : {}) }];
    });
  }
  return Object.entries(tableIn(entry, 'dependencies')).map(([written, value]): Ask => {
    const requirement = typeof value === 'string' ? value : isRecord(value) ? value['version'] : undefined;
    const name = normalName(written);
    return typeof requirement === 'string' ? { name, requirement } : { name };
  });
}

function namesIn(list: unknown): readonly string[] {
  return (Array.isArray(list) ? list : []).flatMap((each: unknown) =>
    isRecord(each) && typeof each['name'] === 'string' ? [normalName(each['name'])] : [],
  );
}

function writtenFiles(
  { lockFile, lockText, manifests, preparesLock }: PythonLockParts,
  { requirements, moved }: OwnChanges,
): readonly FileChange[] {
  const changes: FileChange[] = [];
  for (const [file, before] of manifests) {
    const after = editPyproject(file, before, requirements);
    if (after !== before) changes.push({ file, kind: 'manifest', before, after });
  }
  const after = preparesLock ? withVersions(lockText, moved) : lockText;
  return [...changes, { file: lockFile, kind: 'lock', before: lockText, after }];
}

/** The lock file with other versions of some packages; what else it says of them is for the tool to write. */
function withVersions(lockText: string, moved: ReadonlyMap<string, string>): string {
  const strings = tomlStrings(lockText);
  const splices = strings.flatMap(({ path, value, start, end }, at) => {
    const before = strings[at - 1];
    if (path.join('/') !== 'package/version' || before?.path.join('/') !== 'package/name') return [];
    const text = moved.get(`${normalName(before.value)}@${value}`);
    return text === undefined ? [] : [{ start, end, text }];
  });
  return splice(lockText, splices);
}
