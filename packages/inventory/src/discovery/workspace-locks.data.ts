/** Whether a lock file covers a manifest: its first bytes, and the way from the lock file's folder to its own. */
export type Covers = (manifest: string, folder: string) => boolean;

/** How a lock file shows that it holds for a manifest in a folder below it. */
export interface WorkspaceLock {
  /** Base name of the manifest. */
  readonly manifest: string;
  /** Lock files, relative to their folder. */
  readonly locks: readonly string[];
  /** Reads the text of a lock file that stands above, once for all manifests. */
  readonly read: (lock: string) => Covers;
}

/** The `name` in the `[package]` or `[project]` table of a TOML manifest, wherever that stands. */
function tomlName(manifest: string): string | undefined {
  let isOwn = false;
  for (const line of manifest.split('\n')) {
    const text = line.trim();
    if (text.startsWith('[')) isOwn = /^\[ *(?:package|project) *\]/.test(text);
    else if (isOwn) {
      const name = /^name *= *["']([^"']+)["']/.exec(text)?.[1];
      if (name !== undefined) return name;
    }
  }
  return undefined;
}

/** A Python project's name as lock files write it (PEP 503). */
function pythonName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** A lock file that lists packages by name in TOML, the project's own among them. */
function coversByName(lock: string, normalise: (name: string) => string): Covers {
  const names = new Set([...lock.matchAll(/^name = "([^"\n]*)"\r?$/gm)].map(([, name]) => name));
  return (manifest) => {
    const name = tomlName(manifest);
    return name !== undefined && names.has(normalise(name));
  };
}

/** The importers of pnpm-lock.yaml: keys that stand two spaces in. */
function coversImporter(lock: string): Covers {
  const keys = lock.matchAll(/^ {2}(?:'([^'\n]*)'|"([^"\n]*)"|([^\s'":][^:\n]*)):/gm);
  const folders = new Set([...keys].map(([, single, double, plain]) => single ?? double ?? plain));
  return (_manifest, folder) => folders.has(folder);
}

/** The workspaces of bun.lock: keys of objects. */
function coversWorkspace(lock: string): Covers {
  const folders = new Set<string>();
  for (let end = lock.indexOf('": {'); end !== -1; end = lock.indexOf('": {', end + 1)) {
    const open = end === 0 ? -1 : lock.lastIndexOf('"', end - 1);
    if (open !== -1) folders.add(lock.slice(open + 1, end));
  }
  return (_manifest, folder) => folders.has(folder);
}

/** Workspaces: one lock file for many manifests. Without its own sign in the lock file, a manifest is not covered. */
export const workspaceLocks: readonly WorkspaceLock[] = [
  { manifest: 'Cargo.toml', locks: ['Cargo.lock'], read: (lock) => coversByName(lock, (name) => name) },
  { manifest: 'build.gradle', locks: ['gradle/verification-metadata.xml'], read: () => () => true },
  { manifest: 'build.gradle.kts', locks: ['gradle/verification-metadata.xml'], read: () => () => true },
  { manifest: 'mix.exs', locks: ['mix.lock'], read: () => (manifest) => manifest.includes('lockfile:') },
  { manifest: 'package.json', locks: ['pnpm-lock.yaml'], read: coversImporter },
  { manifest: 'package.json', locks: ['bun.lock'], read: coversWorkspace },
  {
    manifest: 'pubspec.yaml',
    locks: ['pubspec.lock'],
    read: () => (manifest) => manifest.includes('resolution: workspace'),
  },
  { manifest: 'pyproject.toml', locks: ['uv.lock'], read: (lock) => coversByName(lock, pythonName) },
];
