import type { DiskFiles } from '../disk-files.ts';
import { compileGlobs } from './globs.ts';
import { walkTree } from './walk.ts';

/** Which files of a tree to list. */
export interface ListFilesOptions {
  /** Whether a path is wanted. */
  readonly wants: (path: string) => boolean;
  readonly exclude?: readonly string[];
  readonly maxFiles: number;
  /** Asked before each folder; true ends the walk. */
  readonly isOver: () => boolean;
}

/** The listed files, and whether the walk came to its end. */
export interface ListedFiles {
  /** Relative to the root, sorted. */
  readonly paths: readonly string[];
  readonly complete: boolean;
}

/** The project's own regular files that are wanted, by the same rules that discovery goes by: nothing ignored, nothing vendored. */
export async function listFiles(files: DiskFiles, options: ListFilesOptions): Promise<ListedFiles> {
  const exclude = await compileGlobs(options.exclude ?? []);
  const { visits, problems } = await walkTree(files, { ...options, exclude, onSkipped: () => undefined });
  const paths = visits.filter((visit) => visit.kind === 'file').map((visit) => visit.path);
  return { paths, complete: problems.length === 0 };
}
