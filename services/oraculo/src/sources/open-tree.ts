import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { ProjectSource } from '@maximus/contracts';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import type { FindCredentials } from './clone-credentials.ts';
import { findWorkTree, readGitHead } from './git-head.ts';
import { isWithin } from './take-folder.ts';
import { type CloneLimits, withClone } from './take-git.ts';
import { allowedFolder } from './take-path.ts';

/** A project's files, open for as long as the work on them takes; only read. */
export interface OpenTree {
  /** Where the project is: the folder of its source, or its subdirectory. Real path. */
  readonly folder: string;
  /** Top of the git work tree that holds it; absent without git. */
  readonly workTree?: string;
  /** Path of the project in its work tree, with a slash at its end; empty at the top. */
  readonly prefix: string;
  readonly commit?: string;
  readonly ref?: string;
}

/** What opening a tree takes. */
export interface TreeNeeds {
  readonly roots: readonly string[];
  readonly clone: CloneLimits;
  readonly credentials: FindCredentials;
  readonly signal: AbortSignal;
}

/**
 * Opens the files of a project with a `path` or `git` source: a folder in place, or a shallow clone that is removed
 * afterwards. Fails with `oraculo.source_*` or `oraculo.clone_failed`; other sources have no files.
 */
export async function withTree<T>(
  source: ProjectSource,
  needs: TreeNeeds,
  work: (tree: OpenTree) => Promise<T>,
): Promise<Result<T>> {
  switch (source.kind) {
    case 'path': {
      const allowed = await allowedFolder(source, needs.roots);
      return allowed.ok ? inFolder(allowed.value, source, work) : allowed;
    }
    case 'git': {
      const { clone, credentials, signal } = needs;
      const done = await withClone(source, clone, { credentials, signal }, (folder) => inFolder(folder, source, work));
      return done.ok ? done.value : done;
    }
    default:
      return fail(errors.source_refused(`a ${source.kind} source has no files to look at`));
  }
}

async function inFolder<T>(
  root: string,
  { subdirectory }: ProjectSource,
  work: (tree: OpenTree) => Promise<T>,
): Promise<Result<T>> {
  const base = await realpath(root);
  const folder = await realpath(resolve(base, subdirectory ?? '.')).catch(() => undefined);
  if (folder === undefined || !isWithin(base, folder))
    return fail(errors.source_refused(`"${subdirectory ?? '.'}" is not in the source`));
  const workTree = await findWorkTree(folder);
  const way = workTree === undefined ? '' : relative(workTree, folder);
  const prefix = way === '' || isAbsolute(way) ? '' : `${way.split(sep).join('/')}/`;
  return ok(
    await work({ folder, prefix, ...(workTree !== undefined && { workTree }), ...(await readGitHead(folder)) }),
  );
}
