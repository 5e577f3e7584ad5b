import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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

/**
 * Makes the empty clone when it is not there, whole or not at all: another process may look for it meanwhile, and this one may
 * be killed. No template, so no hooks and no settings of the machine come in.
 */
export async function prepareClone(clone: Clone): Promise<Result<undefined>> {
  await mkdir(homeFolder(clone.config), { recursive: true, mode: 0o700 });
  if (await isWhole(clone.dir)) return ok(undefined);
  await mkdir(dirname(clone.dir), { recursive: true, mode: 0o700 });
  const fresh = await mkdtemp(`${clone.dir}-`);
  try {
    const made = await clone.git.run({ args: ['init', '--bare', '--quiet', '--template=', '-b', 'none', fresh] });
    if (!made.ok) return made;
    await rename(fresh, clone.dir).catch(async (error: unknown) => {
      // Another process was faster; or one of old was killed while it made one in its place.
      if (await isWhole(clone.dir)) return;
      await rm(clone.dir, { recursive: true, force: true });
      await rename(fresh, clone.dir).catch(() => Promise.reject(error));
    });
    return ok(undefined);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Whether git takes a folder for a repository (gitrepository-layout(5)); it makes HEAD before the objects. */
async function isWhole(dir: string): Promise<boolean> {
  const parts = await Promise.all(
    ['HEAD', 'objects', 'refs'].map((name) => stat(join(dir, name)).catch(() => undefined)),
  );
  return parts.every((part) => part !== undefined);
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
