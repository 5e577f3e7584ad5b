import { errors } from '../errors.ts';
import type { ProblemList } from '../problem-list/index.ts';
import type { ParseInput } from '../types.ts';
import { ecosystemOfRelease } from './ecosystem.ts';
import { type OsRelease, readOsRelease } from './read.ts';

/** Which release a root file system is, as far as it says. */
export interface TreeRelease {
  readonly release: OsRelease | undefined;
  /** OSV spelling with suffix; `undefined` where the release has no advisories or is not told: then there is a problem. */
  readonly ecosystem: string | undefined;
}

/** The release of the root file system that a package database belongs to; `root` is empty for the scanned root. */
export async function releaseOfTree(input: ParseInput, root: string, problems: ProblemList): Promise<TreeRelease> {
  const release = await readOsRelease(input.files, root);
  const ecosystem = release === undefined ? undefined : ecosystemOfRelease(release);
  if (ecosystem === undefined) {
    const found = release === undefined ? 'no os-release' : `"${release.id.slice(0, 40)}" without a known release`;
    problems.add('release', () =>
      errors.release_unknown(`${found}: its advisories cannot be told`, { file: input.path }),
    );
  }
  return { release, ecosystem };
}
