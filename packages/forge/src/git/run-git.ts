import { spawn } from 'node:child_process';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { watchSize } from './disk-watch.ts';
import { gitEnvironment } from './environment.ts';
import { gitFailure } from './git-failure.ts';
import type { Git, GitCommand, GitOutput } from './types.ts';

const stderrBytes = 8192;

/** What bounds the commands. */
export interface GitLimits {
  readonly program: string;
  /** An empty folder of ours. */
  readonly home: string;
  readonly timeoutMs: number;
  readonly maxRepositoryBytes: number;
  /** Texts that are taken out of every message. */
  readonly secrets: readonly string[];
}

/** Git under limits. A command that passes one is ended with all that it started. */
export function boundedGit(limits: GitLimits): Git {
  const run = (command: GitCommand) => runGit(limits, command);
  return {
    run,
    async text(command) {
      const output = await run(command);
      return output.ok ? ok(output.value.stdout.toString('utf8').replace(/\n$/, '')) : output;
    },
  };
}

interface Ended {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly limit?: string;
  readonly failure?: NodeJS.ErrnoException;
}

async function runGit(limits: GitLimits, command: GitCommand): Promise<Result<GitOutput>> {
  const ended = await spawned(limits, command);
  const what = `git ${command.args[0] ?? ''}`;
  if (ended.failure !== undefined) {
    if (ended.failure.code === 'ENOENT') return fail(errors.git_missing(`${limits.program} does not start`));
    return fail(errors.git_failed(`${what} does not start: ${ended.failure.code ?? 'unknown'}`));
  }
  if (ended.limit !== undefined) return fail(errors.limit_exceeded(`${what} passed ${ended.limit} and was ended`));
  const stderr = limits.secrets.reduce((text, secret) => text.replaceAll(secret, '***'), ended.stderr);
  if (ended.code === null || !(command.accept ?? [0]).includes(ended.code))
    return fail(gitFailure(what, ended.code, stderr, command.access !== undefined));
  return ok({ code: ended.code, stdout: ended.stdout, stderr });
}

function spawned(limits: GitLimits, command: GitCommand): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(limits.program, [...command.args], {
      cwd: command.cwd ?? limits.home,
      env: {
        ...gitEnvironment(limits.home, command.access, command.config),
        ...(command.gitDir === undefined ? {} : { GIT_DIR: command.gitDir }),
        ...command.env,
      },
      // A group of its own, so that what git starts ends with it.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    const maxBytes = command.maxOutputBytes ?? 8 * 1024 * 1024;
    let bytes = 0;
    let stderr = '';
    let limit: string | undefined;
    const end = (passed: string) => {
      limit ??= passed;
      if (child.pid !== undefined) endGroup(child.pid);
    };
    const timer = setTimeout(() => end('git_timeout'), limits.timeoutMs);
    const watch =
      command.access === undefined || command.gitDir === undefined
        ? undefined
        : watchSize(command.gitDir, limits.maxRepositoryBytes, () => end('max_repository'));
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) end(`${maxBytes} bytes of output`);
      else chunks.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < stderrBytes) stderr = (stderr + chunk.toString('utf8')).slice(0, stderrBytes);
    });
    const settle = (ended: Pick<Ended, 'code' | 'failure'>) => {
      clearTimeout(timer);
      watch?.stop();
      resolve({ ...ended, stdout: Buffer.concat(chunks), stderr, ...(limit === undefined ? {} : { limit }) });
    };
    child.once('error', (failure) => settle({ code: null, failure }));
    child.once('close', (code) => settle({ code }));
    // A command that ends without reading its input closes the pipe; its exit code says what happened.
    child.stdin.on('error', () => undefined);
    child.stdin.end(command.stdin ?? '');
  });
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: it ended by itself in the meantime.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
