import { spawn } from 'node:child_process';
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProjectSource } from '@maximus/contracts';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { type AddressRules, type CloneAddress, checkCloneAddress } from './clone-address.ts';
import type { Credentials } from './clone-credentials.ts';
import { cloneEnvironment } from './clone-environment.ts';
import { readGitHead } from './git-head.ts';
import { takeFolder } from './take-folder.ts';
import type { SourceTools, TakeSource } from './types.ts';

/** Bounds of a clone. */
export interface CloneLimits extends AddressRules {
  readonly maxBytes: number;
  readonly timeoutMs: number;
  /** Of reading the inventory afterwards. */
  readonly maxMs: number;
}

const sizeCheckMs = 500;
const maxMessage = 300;

/** Clones shallowly into a temporary folder that is removed afterwards; nothing of the repository is run. */
export function gitSource(limits: CloneLimits): TakeSource {
  return async (source, tools) => {
    const { signal, tool } = tools;
    const taken = await withClone(source, limits, tools, async (target) => {
      const head = await readGitHead(target);
      return takeFolder(target, { subdirectory: source.subdirectory, maxMs: limits.maxMs, signal, tool, ...head });
    });
    return taken.ok ? taken.value : taken;
  };
}

/** Does some work in a shallow clone, which is removed afterwards whatever came of it. */
export async function withClone<T>(
  source: ProjectSource,
  limits: CloneLimits,
  tools: Pick<SourceTools, 'credentials' | 'signal'>,
  work: (folder: string) => Promise<T>,
): Promise<Result<T>> {
  const address = await checkCloneAddress(source.location, limits);
  if (!address.ok) return address;
  const found = source.credential === undefined ? ok(undefined) : await tools.credentials(source.credential);
  if (found === undefined)
    return fail(errors.source_refused(`source.credentials has nothing named "${source.credential}"`));
  if (!found.ok) return found;
  const credentials = found.value;
  const folder = await mkdtemp(join(tmpdir(), 'maximus-clone-'));
  try {
    const target = join(folder, 'tree');
    const cloned = await clone(source, address.value, credentials, folder, target, limits, tools.signal);
    return cloned.ok ? ok(await work(target)) : cloned;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function clone(
  source: ProjectSource,
  address: CloneAddress,
  credentials: Credentials | undefined,
  home: string,
  target: string,
  limits: CloneLimits,
  signal: AbortSignal,
): Promise<Result<void>> {
  const environment = cloneEnvironment(address, credentials, home);
  if (!environment.ok) return environment;
  if (source.ref?.startsWith('-')) return fail(errors.source_refused('a ref does not start with a dash'));
  const branch = source.ref === undefined ? [] : ['--branch', source.ref];
  const args = ['clone', '--quiet', '--depth=1', '--single-branch', '--no-tags', '--no-recurse-submodules', ...branch];
  const child = spawn('git', [...args, '--', address.url, target], {
    cwd: home,
    env: environment.value,
    stdio: ['ignore', 'ignore', 'pipe'],
    // Its helpers end with it.
    detached: true,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (said.length < 4_096) said += text;
  });
  let stopped: Result<void> | undefined;
  const stop = (why: Result<void>) => {
    stopped ??= why;
    if (child.pid !== undefined && child.exitCode === null) kill(child.pid);
  };
  const tooLate = setTimeout(
    () => stop(fail(errors.clone_failed(`the clone took longer than ${limits.timeoutMs} ms`))),
    limits.timeoutMs,
  );
  const watch = setInterval(() => {
    sizeOf(target, limits.maxBytes).then(
      (bytes) => {
        if (bytes > limits.maxBytes)
          stop(
            fail(errors.source_too_large(`the clone is larger than source.max_clone_size (${limits.maxBytes} bytes)`)),
          );
      },
      // Files come and go while git works; the next look counts again.
      () => undefined,
    );
  }, sizeCheckMs);
  const abort = () => stop(fail(errors.scan_cancelled('the scan was cancelled')));
  signal.addEventListener('abort', abort, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (stopped !== undefined) return stopped;
    if (code === 0 && (await sizeOf(target, limits.maxBytes)) > limits.maxBytes)
      return fail(errors.source_too_large(`the clone is larger than source.max_clone_size (${limits.maxBytes} bytes)`));
    return code === 0 ? ok(undefined) : fail(errors.clone_failed(messageOf(said, credentials)));
  } catch (cause) {
    return fail(errors.clone_failed('git cannot be run; it must be installed on the server', {}, cause));
  } finally {
    clearTimeout(tooLate);
    clearInterval(watch);
    signal.removeEventListener('abort', abort);
  }
}

function messageOf(said: string, credentials: Credentials | undefined): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  const text = (lines.at(-1) ?? 'git failed without a word').replace(/\/\/[^/@\s]{1,512}@/g, '//***@');
  const hidden = credentials?.password === undefined ? text : text.replaceAll(credentials.password, '***');
  return hidden.slice(0, maxMessage);
}

/** The whole group: git and the programs that it started. */
function kill(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Bytes below a folder, counted until they pass the limit; links are not followed. */
async function sizeOf(folder: string, limit: number): Promise<number> {
  let bytes = 0;
  const open = [folder];
  for (let at = open.pop(); at !== undefined && bytes <= limit; at = open.pop()) {
    for (const entry of await readdir(at, { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) open.push(path);
      else bytes += (await lstat(path)).size;
    }
  }
  return bytes;
}
