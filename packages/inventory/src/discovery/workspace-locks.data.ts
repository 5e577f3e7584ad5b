/** How a lock file shows that it holds for a manifest in a folder below it. */
export interface WorkspaceLock {
  /** Base name of the manifest. */
  readonly manifest: string;
  /** Lock files, relative to their folder. */
  readonly locks: readonly string[];
  /**
   * Whether a lock file that stands above covers the manifest. `manifest` is the first bytes of the manifest, `lock` the
   * text of the lock file, `folder` the way from the lock file's folder to the manifest's.
   */
  readonly covers: (manifest: string, lock: string, folder: string) => boolean;
}

/** The value of the first `name = "…"` of a TOML manifest: that of its package, which stands first. */
function tomlName(manifest: string): string | undefined {
  return /^name\s*=\s*["']([^"'\n]+)["']/m.exec(manifest)?.[1];
}

/** A Python project's name as lock files write it (PEP 503). */
function pythonName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** Workspaces: one lock file for many manifests. Without its own sign in the lock file, a manifest is not covered. */
export const workspaceLocks: readonly WorkspaceLock[] = [
  {
    manifest: 'Cargo.toml',
    locks: ['Cargo.lock'],
    covers: (manifest, lock) => {
      const name = tomlName(manifest);
      return name !== undefined && lock.includes(`\nname = "${name}"\n`);
    },
  },
  { manifest: 'build.gradle', locks: ['gradle/verification-metadata.xml'], covers: () => true },
  { manifest: 'build.gradle.kts', locks: ['gradle/verification-metadata.xml'], covers: () => true },
  { manifest: 'mix.exs', locks: ['mix.lock'], covers: (manifest) => manifest.includes('lockfile:') },
  {
    manifest: 'package.json',
    locks: ['pnpm-lock.yaml'],
    covers: (_manifest, lock, folder) =>
      [`\n  ${folder}:`, `\n  '${folder}':`, `\n  "${folder}":`].some((key) => lock.includes(key)),
  },
  {
    manifest: 'package.json',
    locks: ['bun.lock'],
    covers: (_manifest, lock, folder) => lock.includes(`${JSON.stringify(folder)}: {`),
  },
  {
    manifest: 'pubspec.yaml',
    locks: ['pubspec.lock'],
    covers: (manifest) => manifest.includes('resolution: workspace'),
  },
  {
    manifest: 'pyproject.toml',
    locks: ['uv.lock'],
    covers: (manifest, lock) => {
      const name = tomlName(manifest);
      return name !== undefined && lock.includes(`\nname = "${pythonName(name)}"\n`);
    },
  },
];
