import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type OtherLock, otherLock } from './other-locks.ts';

/** One lock file of the real projects and the examples, with why it is measured or not. */
export interface Candidate {
  readonly name: string;
  /** Absolute folder of the lock file. */
  readonly folder: string;
  readonly lockFile: string;
  /** What is copied for a trial, relative to the folder. */
  readonly files: readonly string[];
  /** The program that writes the lock file; absent for npm, beside which the other tools run too. */
  readonly tool?: string;
  /** Archives that no registry serves, such as those of git. */
  readonly elsewhere?: readonly string[];
  /** Absent where it is measured. */
  readonly leftOut?: string;
}

const lockNames =
  /^(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lock|uv\.lock|poetry\.lock|Pipfile\.lock|requirements.*\.txt|go\.sum|Cargo\.lock|composer\.lock|Gemfile\.lock|mix\.lock|packages\.lock\.json|gradle\.lockfile|pom\.xml)$/;

const npmLocks = /^(?:package-lock|npm-shrinkwrap)\.json$/;

/** Every lock file below a folder, in path order. */
export function candidatesIn(root: string, label: string): readonly Candidate[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => lockNames.test(path.slice(path.lastIndexOf('/') + 1)) && !path.includes('node_modules/'))
    .sort()
    .map((path) => {
      const folder = dirname(join(root, path));
      const lockFile = path.slice(path.lastIndexOf('/') + 1);
      const other = npmLocks.test(lockFile) ? undefined : otherLock(folder, lockFile);
      const leftOut = whyNot(folder, lockFile, other);
      const elsewhere = leftOut === undefined && other === undefined ? archivesElsewhere(join(folder, lockFile)) : [];
      return {
        name: `${label}${path}`,
        folder,
        lockFile,
        ...(other === undefined || 'leftOut' in other ? {} : { tool: other.tool }),
        files: other !== undefined && 'files' in other ? other.files : ['package.json', lockFile],
        ...(elsewhere.length === 0 ? {} : { elsewhere }),
        ...(leftOut === undefined ? {} : { leftOut }),
      };
    });
}

/** `npm audit fix` reads npm's own lock files only; and a lock file is complete when every manifest that it repeats is there. */
function whyNot(folder: string, lockFile: string, other: OtherLock | undefined): string | undefined {
  const settings = join(folder, '.npmrc');
  if (existsSync(settings) && /registry=/.test(readFileSync(settings, 'utf8')))
    return 'its packages are in a registry of its own';
  if (other !== undefined) return 'leftOut' in other ? other.leftOut : undefined;
  const { lockfileVersion, packages } = JSON.parse(readFileSync(join(folder, lockFile), 'utf8')) as {
    lockfileVersion: number;
    packages?: Record<string, unknown>;
  };
  if (packages === undefined) return `lock file version ${lockfileVersion} names no requirements`;
  const manifests = ['', ...Object.keys(packages).filter((path) => path !== '' && !path.includes('node_modules'))];
  const missing = manifests.filter((path) => !existsSync(join(folder, path, 'package.json')));
  return missing.length === 0 ? undefined : `manifests that are not there: ${missing.join(', ') || 'package.json'}`;
}

/** Addresses in a lock file that are no archive of a registry: a host that serves no `/-/` path, or git. */
function archivesElsewhere(lockFile: string): readonly string[] {
  const { packages = {} } = JSON.parse(readFileSync(lockFile, 'utf8')) as {
    packages?: Record<string, { resolved?: string; link?: boolean }>;
  };
  const resolved = Object.values(packages).flatMap(({ resolved: from, link }) =>
    from === undefined || link ? [] : [from],
  );
  return resolved.filter((from) => !/^https?:\/\/[^/]+\/.+\/-\/[^/]+\.tgz/.test(from));
}
