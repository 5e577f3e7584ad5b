import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What a trial of a lock file that is not npm's takes, or why there is none. */
export type OtherLock = { readonly tool: string; readonly files: readonly string[] } | { readonly leftOut: string };

interface Kind {
  readonly name: RegExp;
  readonly tool: string;
  readonly manifest?: string;
  /** Manifests that the lock file or the manifest names and that have to be there, relative to the folder. */
  readonly needed?: (lock: string, manifest: string) => readonly string[];
  /** Why the remedies cannot be planned, beside manifests that are not there. */
  readonly limit?: (lock: string, manifest: string) => string | undefined;
}

const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found);

const kinds: readonly Kind[] = [
  {
    name: /^go\.sum$/,
    tool: 'go',
    manifest: 'go.mod',
    needed: (_lock, manifest) => all(manifest, /=>\s*(\.{1,2}\/\S*)\s*$/gm).map((each) => `${each}/go.mod`),
    limit: (_lock, manifest) => {
      const [version = '1.0'] = all(manifest, /^go (\d+\.\d+)/gm);
      const isOld = Number(version.split('.')[1]) < 17 && version.startsWith('1.');
      return isOld ? `its go.mod is of Go ${version} and does not name every module (from 1.17 on)` : undefined;
    },
  },
  {
    name: /^Cargo\.lock$/,
    tool: 'cargo',
    manifest: 'Cargo.toml',
    needed: (lock, manifest) => {
      const own = all(manifest, /^name\s*=\s*"([^"]+)"/gm)[0];
      const members = lock
        .split('[[package]]')
        .slice(1)
        .filter((each) => !each.includes('\nsource = '))
        .flatMap((each) => all(each, /^name = "([^"]+)"/gm));
      return members.filter((name) => name !== own).map((name) => `Cargo.toml of ${name}`);
    },
  },
  {
    name: /^uv\.lock$/,
    tool: 'uv',
    manifest: 'pyproject.toml',
    needed: (lock) =>
      all(lock, /^source = \{ (?:editable|directory|virtual) = "([^"]+)" \}/gm)
        .filter((each) => each !== '.')
        .map((each) => `${each}/pyproject.toml`),
  },
  { name: /^poetry\.lock$/, tool: 'poetry', manifest: 'pyproject.toml' },
  {
    name: /^requirements.*\.txt$/,
    tool: 'pip',
    needed: (lock) => all(lock, /^\s*(?:-r|--requirement|-c|--constraint)[ =](\S+)/gm),
    limit: (lock) => (/^[\w.[\]-]+\s*==/m.test(lock) ? undefined : 'it pins no version'),
  },
  {
    name: /^pnpm-lock\.yaml$/,
    tool: 'pnpm',
    manifest: 'package.json',
    needed: (lock) =>
      all(/^importers:\n([\s\S]*?)^\S/m.exec(lock)?.[1] ?? '', /^ {2}'?([^\s':]+)'?:/gm)
        .filter((each) => each !== '.')
        .map((each) => `${each}/package.json`),
    limit: (lock) => (/^lockfileVersion: '9/m.test(lock) ? undefined : 'its lock file is of an older version than 9'),
  },
  {
    name: /^yarn\.lock$/,
    tool: 'yarn',
    manifest: 'package.json',
    needed: (_lock, manifest) => {
      const { workspaces = [] } = JSON.parse(manifest) as {
        workspaces?: readonly string[] | { packages?: readonly string[] };
      };
      return ('packages' in workspaces ? (workspaces.packages ?? []) : (workspaces as readonly string[])).map(
        (each) => `${each}/package.json`,
      );
    },
  },
  {
    name: /^bun\.lock$/,
    tool: 'bun',
    manifest: 'package.json',
    needed: (lock) =>
      all(/"workspaces": \{\n([\s\S]*?)\n {2}\},/.exec(lock)?.[1] ?? '', /^ {4}"([^"]+)": \{/gm).map(
        (each) => `${each}/package.json`,
      ),
  },
  {
    name: /^pom\.xml$/,
    tool: 'mvn',
    needed: (lock) => all(lock, /<module>([^<]+)<\/module>/g).map((each) => `${each}/pom.xml`),
    limit: (lock) =>
      /<parent>|<modules>/.test(lock) ? 'it is one of several pom.xml files that inherit from each other' : undefined,
  },
];

/** What go looks at besides: a module that no source imports is none that it keeps. */
function sourcesIn(folder: string, tool: string): readonly string[] {
  if (tool !== 'go') return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.go'));
}

/** Looks at one lock file: whether its manifests are there, whether we plan for it, and whether its tool is on this machine. */
export function otherLock(folder: string, lockFile: string): OtherLock {
  const kind = kinds.find(({ name }) => name.test(lockFile));
  if (kind === undefined) return { leftOut: 'scans read this lock file, and no remedy is planned for it' };
  const { tool, manifest } = kind;
  const read = (name: string) =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : undefined;
  const lock = read(lockFile) ?? '';
  const text = manifest === undefined ? '' : read(manifest);
  if (text === undefined) return { leftOut: `manifests that are not there: ${manifest}` };
  const missing = (kind.needed?.(lock, text) ?? []).filter((each) => !existsSync(join(folder, each)));
  if (missing.length > 0) {
    const more = missing.length > 3 ? ` and ${missing.length - 3} more` : '';
    return { leftOut: `manifests that are not there: ${missing.slice(0, 3).join(', ')}${more}` };
  }
  const limit = kind.limit?.(lock, text);
  if (limit !== undefined) return { leftOut: limit };
  const onPath = (process.env['PATH'] ?? '').split(delimiter).some((each) => existsSync(join(each, tool)));
  if (!onPath) return { leftOut: `${tool} is not on this machine` };
  const needed = kind.needed?.(lock, text) ?? [];
  const files = [...(manifest === undefined ? [] : [manifest]), lockFile, ...needed, ...sourcesIn(folder, tool)];
  return { tool, files: [...new Set(files)] };
}
