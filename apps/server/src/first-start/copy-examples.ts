import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const runProgram = promisify(execFile);

/** What was copied. */
export interface CopiedExamples {
  /** Where the copies lie, one folder each; with git, a bare `<name>.git` beside each. */
  readonly folder: string;
  /** Names of all examples that are there now. */
  readonly names: readonly string[];
  /** False where there is no git: the copies are plain folders then. */
  readonly withGit: boolean;
}

/** Folders of the examples that are not projects. */
const notProjects = new Set(['advisories', 'registry']);

/**
 * Copies the example projects into a folder of the data directory, as git repositories with a bare origin beside them, so
 * that branches can be pushed and merged there. Each appears whole or not at all; one that is there already, with whatever
 * was done to it, is left alone. `prepare` works on a copy before it is committed.
 */
export async function copyExamples(
  from: string,
  to: string,
  prepare: (name: string, folder: string) => Promise<void> = async () => undefined,
): Promise<CopiedExamples> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  const withGit = await hasGit();
  const entries = await readdir(from, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory() && !notProjects.has(entry.name)).map(({ name }) => name);
  for (const name of names.sort()) {
    if (await exists(join(to, name))) continue;
    const draft = join(to, `.${name}.new`);
    // What a start that was killed has left behind.
    await rm(draft, { recursive: true, force: true });
    await rm(join(to, `${name}.git`), { recursive: true, force: true });
    await cp(join(from, name), draft, {
      recursive: true,
      filter: (path) => !/[\\/](?:node_modules|\.git)$/.test(path),
    });
    await prepare(name, draft);
    if (withGit) await makeRepository(draft, join(to, `${name}.git`));
    await rename(draft, join(to, name));
  }
  return { folder: to, names, withGit };
}

async function makeRepository(folder: string, origin: string): Promise<void> {
  await git(folder, 'init', '--quiet', '--initial-branch=main');
  await git(folder, 'add', '--all');
  await git(folder, 'commit', '--quiet', '--message=Example project');
  await git(folder, 'clone', '--quiet', '--bare', '--no-hardlinks', '.', origin);
  await git(folder, 'remote', 'add', 'origin', origin);
  await git(folder, 'fetch', '--quiet', 'origin');
  await git(folder, 'branch', '--quiet', '--set-upstream-to=origin/main');
}

/** Settings of the machine and of the person have no part in it: no hooks, no signing, no other name. */
async function git(cwd: string, ...args: readonly string[]): Promise<void> {
  await runProgram('git', [...args], {
    cwd,
    timeout: 60_000,
    env: {
      PATH: process.env['PATH'],
      HOME: cwd,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
      GIT_AUTHOR_NAME: 'Maximus',
      GIT_AUTHOR_EMAIL: 'maximus@localhost',
      GIT_COMMITTER_NAME: 'Maximus',
      GIT_COMMITTER_EMAIL: 'maximus@localhost',
    },
  });
}

async function hasGit(): Promise<boolean> {
  try {
    await runProgram('git', ['--version'], { timeout: 10_000 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
