import { createHash } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '@maximus/kernel';
import type { ForgeConfig } from '../config.ts';
import { errors } from '../errors.ts';
import { folderBytes } from './disk-watch.ts';
import { retried } from './retried.ts';
import type { Git, GitAccess } from './types.ts';

/** A bare clone of ours: the only place where commits are made. It has no work tree, so nothing of a project is checked out. */
export interface Clone {
  readonly git: Git;
  readonly dir: string;
  readonly access: GitAccess;
  readonly config: ForgeConfig;
  readonly maxRepositoryBytes: number;
  readonly wait: (ms: number) => Promise<void>;
}

/** Where the default branch was at the last fetch. */
export const baseRef = 'refs/maximus/base';

/** Where a branch of the origin is in the clone. */
export function branchRef(branch: string): string {
  return `refs/maximus/branches/${branch}`;
}

/** Folder of the clone of an origin. */
export function cloneFolder(config: ForgeConfig): string {
  return join(config.work_dir, `${createHash('sha256').update(config.origin).digest('hex').slice(0, 24)}.git`);
}

/** An empty folder of ours that git takes for its home. */
export function homeFolder(config: ForgeConfig): string {
  return join(config.work_dir, 'home');
}

/** Makes the empty clone when it is not there. No template, so no hooks and no settings of the machine come in. */
export async function prepareClone(clone: Clone): Promise<Result<undefined>> {
  const there = await stat(join(clone.dir, 'HEAD')).then(
    () => true,
    () => false,
  );
  await mkdir(homeFolder(clone.config), { recursive: true, mode: 0o700 });
  if (there) return ok(undefined);
  await mkdir(clone.dir, { recursive: true, mode: 0o700 });
  const made = await clone.git.run({ args: ['init', '--bare', '--quiet', '--template=', '-b', 'none', clone.dir] });
  return made.ok ? ok(undefined) : made;
}

/** Brings default branch and our branches up to date; the tip of the default branch comes back. */
export async function fetchOrigin(clone: Clone): Promise<Result<string>> {
  const { config, access, git, dir } = clone;
  const args = [
    'fetch',
    '--quiet',
    '--prune',
    '--no-tags',
    '--no-recurse-submodules',
    '--no-write-fetch-head',
    ...(access.protocol === 'file' ? [`--upload-pack=${localProgram('upload-pack', access.runHooks)}`] : []),
    access.address,
    `+refs/heads/${config.default_branch}:${baseRef}`,
    `+refs/heads/${config.branch_prefix}/*:${branchRef(config.branch_prefix)}/*`,
  ];
  const fetched = await retried(clone.wait, () => git.run({ args, gitDir: dir, access }));
  if (!fetched.ok) return fetched;
  // The watch looks every half second; what came faster is seen here.
  const bytes = await folderBytes(join(dir, 'objects'));
  if (bytes > clone.maxRepositoryBytes)
    return fail(errors.limit_exceeded(`the clone has ${bytes} bytes, more than max_repository`));
  return git.text({ args: ['rev-parse', '--verify', baseRef], gitDir: dir });
}

/** git's server side for a folder on this machine: started by us, so with the hooks and commands of the folder off. */
export function localProgram(program: 'upload-pack' | 'receive-pack', runHooks: boolean): string {
  const off = runHooks ? '' : ' -c core.hooksPath=/dev/null';
  return `git${off} -c core.fsmonitor=false -c core.alternateRefsCommand=true -c gc.auto=0 ${program}`;
}
