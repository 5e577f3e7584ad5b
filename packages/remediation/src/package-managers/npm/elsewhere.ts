import type { ArenaElsewhere, ElsewhereArchive, HostPort } from '@maximus/arena';
import { isRecord, parseObject } from '../../edit/json/index.ts';
import { hostPorts } from '../host-port.ts';
import type { ManagerFiles } from '../types.ts';

const lockNames = ['npm-shrinkwrap.json', 'package-lock.json'];
const relations = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
const inFolder = 'node_modules/';

/** Where npm gets the archive of a commit on the hosts that it knows (hosted-git-info); it runs git for all others. */
const archiveHosts: ReadonlyMap<string, string> = new Map([
  ['github.com', 'codeload.github.com'],
  ['gitlab.com', 'gitlab.com'],
  ['bitbucket.org', 'bitbucket.org'],
]);

type Entries = Readonly<Record<string, unknown>>;

/** Entries of a lock file that name a commit, a file, or an address that is not of a registry's form (`…/-/….tgz`). */
function archives(files: ManagerFiles): readonly ElsewhereArchive[] {
  return Object.entries(lockOf(files)?.packages ?? {}).flatMap(([entry, value]) => {
    if (!isRecord(value) || value['link'] === true) return [];
    const { resolved, integrity, version } = value;
    if (typeof resolved !== 'string' || !isElsewhere(resolved)) return [];
    const name =
      typeof value['name'] === 'string' ? value['name'] : entry.slice(entry.lastIndexOf(inFolder) + inFolder.length);
    const host = hostOf(resolved);
    return [
      {
        label: `${name}@${typeof version === 'string' ? version : ''}`,
        entry,
        ...(host === undefined ? {} : { host }),
        identity: JSON.stringify([name, version, resolved, integrity]),
      },
    ];
  });
}

function isElsewhere(resolved: string): boolean {
  return (
    /^(?:git[+:]|github:|file:)/.test(resolved) ||
    (/^https?:/.test(resolved) && !/^https?:\/\/[^/]+\/.+\/-\/[^/]+\.tgz/.test(resolved))
  );
}

function hostOf(resolved: string): HostPort | undefined {
  if (!resolved.startsWith('git')) return hostPorts([resolved])[0];
  const host = URL.canParse(resolved) ? archiveHosts.get(new URL(resolved).hostname) : undefined;
  return host === undefined ? undefined : { host, port: 443 };
}

/**
 * The project without some entries of its lock file: they, what lies below them, and every requirement that they meet are
 * taken out of the lock file and of the manifests that it repeats. What only they ask for is left to npm, which drops it.
 */
function without(files: ManagerFiles, away: readonly ElsewhereArchive[]): ManagerFiles {
  const lock = lockOf(files);
  if (lock === undefined) return files;
  const gone = new Set(away.map(({ entry }) => entry));
  const isGone = (path: string) => [...gone].some((each) => path === each || path.startsWith(`${each}/`));
  const less = new Map(files);
  const kept = new Map<string, unknown>();
  for (const [path, value] of Object.entries(lock.packages)) {
    if (isGone(path)) continue;
    const isMet = (name: string) => gone.has(placeOf(path, name, lock.packages) ?? '');
    kept.set(path, isRecord(value) ? withoutRequirements(value, isMet) : value);
    const manifest = path.includes(inFolder) ? undefined : path === '' ? 'package.json' : `${path}/package.json`;
    const text = manifest === undefined ? undefined : parseObject(files.get(manifest) ?? '');
    if (manifest !== undefined && text !== undefined)
      less.set(manifest, JSON.stringify(withoutRequirements(text, isMet), null, 2));
  }
  const { dependencies: _older, ...rest } = lock.whole;
  // Version 2 repeats the tree in an older form, which nothing needs here.
  const text = JSON.stringify({ ...rest, lockfileVersion: 3, packages: Object.fromEntries(kept) }, null, 2);
  return less.set(lock.name, `${text}\n`);
}

function withoutRequirements(
  entry: Record<string, unknown>,
  isMet: (name: string) => boolean,
): Record<string, unknown> {
  const less = { ...entry };
  for (const relation of relations) {
    const asked = entry[relation];
    if (isRecord(asked)) less[relation] = Object.fromEntries(Object.entries(asked).filter(([name]) => !isMet(name)));
  }
  return less;
}

/** The entry that Node finds for a name from a folder on upwards. */
function placeOf(from: string, name: string, packages: Entries): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(at.lastIndexOf('/'), 0))) {
    const place = at === '' ? `${inFolder}${name}` : `${at}/${inFolder}${name}`;
    if (Object.hasOwn(packages, place)) return place;
    if (at === '') return undefined;
  }
}

function lockOf(files: ManagerFiles): { name: string; whole: Record<string, unknown>; packages: Entries } | undefined {
  const name = lockNames.find((each) => files.has(each));
  const whole = name === undefined ? undefined : parseObject(files.get(name) ?? '');
  const packages = whole?.['packages'];
  return name === undefined || whole === undefined || !isRecord(packages) ? undefined : { name, whole, packages };
}

/** What npm can be asked about a project that needs archives from elsewhere than a registry. */
export function npmElsewhere(acceptCommand: ArenaElsewhere['acceptCommand']): ArenaElsewhere {
  return { archives, acceptCommand, without };
}
