import { type AppError, fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { isRecord, own, ownString, parseJson, shapeFault, tableOf } from '../json.ts';

/** One `npm` or `jsr` entry, the same for all versions. */
export interface LockedPackage {
  /** `npm:name@version[_peers]` or `jsr:@scope/name@version`. */
  readonly id: string;
  readonly integrity?: string;
  /** Ids, or names where the file holds one version only, or specifiers of a JSR package. */
  readonly dependencies: readonly string[];
  readonly optional: readonly string[];
}

/** A deno.lock as data, versions 3 to 5 in one shape. */
export interface LockContent {
  /** `npm:chalk@5` → id. */
  readonly specifiers: ReadonlyMap<string, string>;
  readonly packages: readonly LockedPackage[];
  /** Entries without the shape of a package. */
  readonly unread: readonly string[];
  /** Parts of another shape than the format gives them. */
  readonly faults: readonly AppError[];
  /** Specifiers that deno.json and package.json ask for. */
  readonly asked: ReadonlySet<string>;
  /** Ids that a folder of the project stands in for. */
  readonly linked: ReadonlySet<string>;
  /** Modules imported by address. */
  readonly remoteCount: number;
}

/**
 * Reads a deno.lock. Version 3 keeps packages below `packages`, resolved specifiers with their scheme and npm
 * dependencies as a map; versions 4 and 5 have them at the top, versions only, and lists. Fails with
 * `inventory.unsupported_version`, `malformed` or `too_deep`.
 */
export function readContent(path: string, text: string): Result<LockContent> {
  const json = parseJson(path, text);
  if (!json.ok) return json;
  const root = json.value;
  if (!isRecord(root)) return fail(errors.malformed('not a JSON object', { file: path, line: 1 }));
  const version = ownString(root, 'version');
  if (version !== '3' && version !== '4' && version !== '5') {
    const said = `deno.lock version ${String(version ?? 'without a number').slice(0, 20)}; 3, 4 and 5 are read`;
    return fail(errors.unsupported_version(said, { file: path, line: 1 }));
  }
  const holder = version === '3' ? tableOf(root, 'packages') : root;
  const unread: string[] = [];
  const faults = faultsOf({ path, text }, root, holder, version === '3');
  const workspace = tableOf(root, 'workspace');
  return ok({
    specifiers: specifiersOf(tableOf(holder, 'specifiers')),
    packages: [...packagesOf(holder, 'jsr', unread), ...packagesOf(holder, 'npm', unread)],
    unread,
    faults,
    asked: new Set([workspace, ...Object.values(tableOf(workspace, 'members')).filter(isRecord)].flatMap(requestsOf)),
    linked: new Set(['links', 'patches'].flatMap((key) => Object.keys(tableOf(workspace, key)))),
    remoteCount: Object.keys(tableOf(root, 'remote')).length,
  });
}

/** In version 3 packages stand below `packages`; where later versions have them, version 3 does not look. */
function faultsOf(
  input: { readonly path: string; readonly text: string },
  root: Record<string, unknown>,
  holder: Record<string, unknown>,
  isVersion3: boolean,
): readonly AppError[] {
  const faults = [
    ...(isVersion3 ? [shapeFault(input, root, 'packages')] : []),
    ...['npm', 'jsr', 'specifiers'].map((key) => shapeFault(input, holder, key)),
    shapeFault(input, root, 'remote'),
  ].filter((fault) => fault !== undefined);
  const misplaced = isVersion3 ? ['npm', 'jsr'].find((key) => own(root, key) !== undefined) : undefined;
  if (misplaced === undefined) return faults;
  return [
    ...faults,
    errors.malformed(`"${misplaced}" does not belong at the top of version 3`, { file: input.path, line: 1 }),
  ];
}

/** Name and version of an id or specifier; the version of an npm id ends where its peers begin. */
export function splitId(id: string): { scheme: string; name: string; rest: string } | undefined {
  const colon = id.indexOf(':');
  const at = id.indexOf('@', colon + 2);
  if (colon === -1 || at === -1) return undefined;
  return { scheme: id.slice(0, colon), name: id.slice(colon + 1, at), rest: id.slice(at + 1) };
}

function specifiersOf(entries: Record<string, unknown>): Map<string, string> {
  const specifiers = new Map<string, string>();
  for (const [specifier, resolved] of Object.entries(entries)) {
    if (typeof resolved !== 'string') continue;
    const colon = specifier.indexOf(':');
    const at = specifier.indexOf('@', colon + 2);
    const name = at === -1 ? specifier : specifier.slice(0, at);
    const isWhole = resolved.startsWith(specifier.slice(0, colon + 1)) && colon !== -1;
    specifiers.set(specifier, isWhole ? resolved : `${name}@${resolved}`);
  }
  return specifiers;
}

function packagesOf(holder: Record<string, unknown>, scheme: 'jsr' | 'npm', unread: string[]): LockedPackage[] {
  const packages: LockedPackage[] = [];
  for (const [key, entry] of Object.entries(tableOf(holder, scheme))) {
    const id = `${scheme}:${key}`;
    const { name = '', rest = '' } = splitId(id) ?? {};
    if (!isRecord(entry) || name === '' || rest === '' || rest.startsWith('_')) {
      unread.push(id);
      continue;
    }
    const integrity = ownString(entry, 'integrity');
    packages.push({
      id,
      dependencies: dependenciesOf(own(entry, 'dependencies')),
      optional: [...dependenciesOf(own(entry, 'optionalDependencies')), ...dependenciesOf(own(entry, 'optionalPeers'))],
      ...(integrity === undefined ? {} : { integrity }),
    });
  }
  return packages;
}

function dependenciesOf(value: unknown): string[] {
  if (!Array.isArray(value) && !isRecord(value)) return [];
  return Object.values(value).filter((each) => typeof each === 'string');
}

function requestsOf(member: Record<string, unknown>): string[] {
  return [member, tableOf(member, 'packageJson')].flatMap((each) => {
    const list = own(each, 'dependencies');
    return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
  });
}
