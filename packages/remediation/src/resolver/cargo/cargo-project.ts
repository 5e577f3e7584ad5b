import { fail, ok, type Result } from '@maximus/kernel';
import { isRecord } from '../../edit/json/index.ts';
import { type Splice, splice } from '../../edit/requirements/index.ts';
import { parseTomlTable, type TomlString, tableIn, tomlStrings } from '../../edit/toml/index.ts';
import { errors } from '../../errors.ts';
import type { MetadataSource } from '../../registries/types.ts';
import type { Ask, OwnAsk, OwnChanges, Pin, PinnedProject } from '../pinned/index.ts';
import type { FileChange } from '../types.ts';
import { cargoDialect } from './cargo-dialect.ts';

/** A Cargo.lock with the manifests of its workspace. */
export interface CargoParts {
  readonly lockFile: string;
  readonly lockText: string;
  /** Cargo.toml files by path in the project. */
  readonly manifests: ReadonlyMap<string, string>;
  readonly registry: MetadataSource;
}

const maxPackages = 50_000;

/** The crates of the lock file as pins; those without a source are the project's own. */
export function cargoProject(parts: CargoParts): Result<PinnedProject> {
  const document = parseTomlTable(parts.lockText);
  const list = document?.['package'];
  if (!Array.isArray(list) || list.length > maxPackages) {
    return fail(errors.lock_unparsed(`${parts.lockFile} has no list of packages`));
  }
  const crates = list.filter(isRecord);
  const versions = Map.groupBy(crates, ({ name }) => String(name));
  const answerOf = (text: string): Ask | undefined => {
    const [name = '', version] = text.split(' ');
    const only = versions.get(name)?.length === 1 ? versions.get(name)?.[0]?.['version'] : undefined;
    const stated = version ?? (typeof only === 'string' ? only : undefined);
    return stated === undefined ? undefined : { name, to: `${name}@${stated}` };
  };
  const pins = new Map<string, Pin>();
  const own: OwnAsk[] = [...parts.manifests].flatMap(([file, text]) => requestsIn(file, text));
  const roots: Ask[] = [];
  for (const { name, version, source, dependencies } of crates) {
    if (typeof name !== 'string' || typeof version !== 'string') continue;
    const asks = (Array.isArray(dependencies) ? dependencies : []).flatMap((each: unknown) => {
      const ask = typeof each === 'string' ? answerOf(each) : undefined;
      return ask === undefined ? [] : [ask];
    });
    if (source === undefined) {
      roots.push(...asks);
      continue;
    }
    const isRegistry = typeof source === 'string' && /^(?:registry|sparse)\+/.test(source);
    const key = `${name}@${version}`;
    pins.set(key, { key, name, version, asks, ...(isRegistry ? {} : { foreign: String(source).slice(0, 200) }) });
  }
  const rust = [...parts.manifests.values()].flatMap((text) => rustOf(text) ?? []).sort()[0];
  const dialect = cargoDialect(rust);
  return ok({
    dialect,
    pins,
    // Of two lines of one crate, a request belongs to the one that it takes.
    own: own.flatMap((ask) => {
      const answers = roots.filter(
        ({ name, to }) => name === ask.name && dialect.takes(ask.requirement, versionIn(to)),
      );
      return answers.length === 0 ? [ask] : answers.map(({ to }) => ({ ...ask, ...(to === undefined ? {} : { to }) }));
    }),
    write: async (changes) => ok(await writtenFiles(parts, changes)),
  });
}

function versionIn(key: string | undefined): string {
  return key === undefined ? '' : key.slice(key.lastIndexOf('@') + 1);
}

function rustOf(text: string): string | undefined {
  const table = parseTomlTable(text);
  const stated = tableIn(table, 'package')['rust-version'] ?? tableIn(table, 'workspace', 'package')['rust-version'];
  return typeof stated === 'string' ? stated : undefined;
}

interface Request extends OwnAsk {
  readonly place: TomlString;
}

const inTables =
  /^(?:(?:workspace|target\/.+)\/)?(?:dependencies|(?:dev|build)[-_]dependencies)\/([^/]+)(?:\/(version|path|git|package))?$/;

function requestsOf(file: string, text: string): readonly Request[] {
  const said = new Map<string, Map<string, TomlString>>();
  for (const place of tomlStrings(text)) {
    const found = inTables.exec(place.path.join('/'));
    if (found === null) continue;
    const where = place.path.slice(0, found[2] === undefined ? undefined : -1).join('/');
    said.set(where, new Map([...(said.get(where) ?? []), [found[2] ?? 'version', place]]));
  }
  return [...said].flatMap(([where, fields]): Request[] => {
    const place = fields.get('version');
    if (place === undefined || fields.has('path') || fields.has('git')) return [];
    const name = fields.get('package')?.value ?? where.slice(where.lastIndexOf('/') + 1);
    return [{ id: `${file}#${place.start}`, file, name, requirement: place.value, place }];
  });
}

function requestsIn(file: string, text: string): readonly OwnAsk[] {
  return requestsOf(file, text).map(({ place: _place, ...ask }) => ask);
}

async function writtenFiles(
  { lockFile, lockText, manifests, registry }: CargoParts,
  { requirements, moved }: OwnChanges,
): Promise<readonly FileChange[]> {
  const changes: FileChange[] = [];
  for (const [file, before] of manifests) {
    const splices = requestsOf(file, before).flatMap(({ id, requirement, place: { start, end } }): Splice[] => {
      const text = requirements.get(id);
      return text === undefined || text === requirement ? [] : [{ start, end, text }];
    });
    if (splices.length > 0) changes.push({ file, kind: 'manifest', before, after: splice(before, splices) });
  }
  const after = await preparedLock(lockText, moved, registry);
  return [...changes, { file: lockFile, kind: 'lock', before: lockText, after }];
}

/** The lock file with other versions and their checksums; what they ask for is for cargo to write. */
async function preparedLock(
  lockText: string,
  moved: ReadonlyMap<string, string>,
  registry: MetadataSource,
): Promise<string> {
  const splices: Splice[] = [];
  let name = '';
  let sum: string | undefined;
  for (const { path, value, start, end } of tomlStrings(lockText)) {
    const field = path.join('/');
    if (field === 'package/name') {
      name = value;
      sum = undefined;
    } else if (field === 'package/version') {
      const version = moved.get(`${name}@${value}`);
      if (version === undefined) continue;
      splices.push({ start, end, text: version });
      const answer = await registry.versionsOf(name);
      sum = answer.state === 'found' ? answer.package.versions.get(version)?.integrity : undefined;
    } else if (field === 'package/checksum' && sum !== undefined) splices.push({ start, end, text: sum });
    else if (field === 'package/dependencies') {
      const [of = '', version = '', ...rest] = value.split(' ');
      const next = moved.get(`${of}@${version}`);
      if (next !== undefined) splices.push({ start, end, text: [of, next, ...rest].join(' ') });
    }
  }
  return splice(lockText, splices);
}
