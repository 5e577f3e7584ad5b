import { satisfies } from 'semver';
import { type Check, failure, type Problem } from '../types.ts';

interface LockEntry {
  readonly version?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  /** It came inside the archive of the package that holds it, under that one's digest. */
  readonly inBundle?: boolean;
  readonly integrity?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * The lock file installs everywhere: no registry address, a digest for every package, and an entry for every platform's
 * optional package. npm leaves out those that its registry lacks, and `npm ci` then refuses the file elsewhere.
 */
export const lockFile: Check = {
  id: 'lock-file',
  run({ tree }) {
    const file = 'package-lock.json';
    const { packages } = JSON.parse(tree.text(file)) as { packages: Record<string, LockEntry> };
    const problems = Object.entries(packages).flatMap(([path, entry]) => judge(file, packages, path, entry));
    return { problems, detail: `${Object.keys(packages).length} entries` };
  },
};

function judge(file: string, packages: Readonly<Record<string, LockEntry>>, path: string, entry: LockEntry): Problem[] {
  const optional = Object.entries(entry.optionalDependencies ?? {});
  const missing = optional.filter(([name, range]) => !isLocked(packages, path, name, range)).map(([name]) => name);
  const foreign = path.includes('node_modules/') && entry.link !== true;
  return [
    ...missing.map((name) =>
      failure(file, undefined, `${path}: optional ${name} has no fitting entry; choose a version that has it`),
    ),
    ...(foreign && entry.inBundle !== true && entry.integrity === undefined
      ? [failure(file, undefined, `${path} has no digest`)]
      : []),
    ...(foreign && entry.resolved !== undefined ? [failure(file, undefined, `${path} names an address`)] : []),
  ];
}

/** Whether what Node would find from a path of the lock file, beside it or in a folder above, satisfies the range. */
function isLocked(packages: Readonly<Record<string, LockEntry>>, path: string, name: string, range: string): boolean {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const found = packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`];
    if (found !== undefined) return satisfies(found.version ?? '', range, { includePrerelease: true });
    if (at === '') return false;
  }
}
