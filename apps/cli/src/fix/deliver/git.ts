import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { errors } from '../../errors.ts';
import type { CommandIo } from '../../terminal/io.ts';

/** What git says of the folder that is remedied. */
export interface GitFacts {
  /** Top folder of the work tree, links resolved. */
  readonly top: string;
  /** The project below it with `/` at the end; empty where they are one. */
  readonly prefix: string;
  /** Commit that is checked out. */
  readonly commit: string;
  /** Absent where no branch is checked out. */
  readonly branch?: string;
  /** Whether the tracked files of the project are as committed. */
  readonly isClean: boolean;
}

/** Programs that a repository may name do not run, whatever its settings say. */
const always = ['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'core.pager=cat', 'credential.helper='];
const timeoutMs = 60_000;

/** Runs git in a folder; its output where it ends well, else `undefined`. */
export function git(folder: string, args: readonly string[], io: CommandIo): string | undefined {
  const settings = always.flatMap((each) => ['-c', each]);
  const { PATH = '/usr/bin:/bin', HOME } = io.environment;
  const env = { PATH, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', ...(HOME === undefined ? {} : { HOME }) };
  const run = spawnSync('git', [...settings, ...args], { cwd: folder, env, encoding: 'utf8', timeout: timeoutMs });
  return run.status === 0 ? run.stdout : undefined;
}

/** Like `git`, for what must not fail; throws `cli.delivery_failed` with what was tried. */
export function mustGit(folder: string, args: readonly string[], io: CommandIo): string {
  const out = git(folder, args, io);
  if (out === undefined) throw errors.delivery_failed(`git ${args[0]} failed in ${folder}`);
  return out.trimEnd();
}

/** Asks git about a project; `undefined` where it is in no repository, or in one without a commit. */
export function gitFacts(folder: string, io: CommandIo): GitFacts | undefined {
  const [top, commit] = (git(folder, ['rev-parse', '--show-toplevel', 'HEAD'], io) ?? '').split('\n');
  if (top === undefined || top === '' || commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) return undefined;
  const branch = git(folder, ['symbolic-ref', '--quiet', '--short', 'HEAD'], io)?.trim();
  const status = git(folder, ['status', '--porcelain', '--untracked-files=no', '--', '.'], io);
  const below = relative(realpathSync(top), realpathSync(folder)).split(sep).join('/');
  return {
    top: realpathSync(top),
    prefix: below === '' ? '' : `${below}/`,
    commit,
    ...(branch === undefined || branch === '' ? {} : { branch }),
    isClean: status === '',
  };
}
