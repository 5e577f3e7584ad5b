import { spawn } from 'node:child_process';
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProjectSource } from '@maximus/contracts';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { type AddressRules, type CloneAddress, checkCloneAddress } from './clone-address.ts';
import { readGitHead } from './git-head.ts';
import { takeFolder } from './take-folder.ts';
import type { Credentials, SourceTools, TakeSource } from './types.ts';

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
  const credentials = source.credential === undefined ? undefined : await tools.credentials(source.credential);
  if (source.credential !== undefined && credentials === undefined)
    return fail(errors.source_refused(`there is no secret named "${source.credential}"`));
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
  if (source.ref?.startsWith('-')) return fail(errors.source_refused('a ref does not start with a dash'));
  const branch = source.ref === undefined ? [] : ['--branch', source.ref];
  const args = ['clone', '--quiet', '--depth=1', '--single-branch', '--no-tags', '--no-recurse-submodules', ...branch];
  const child = spawn('git', [...args, '--', address.url, target], {
    cwd: home,
    env: environment(address, credentials, home),
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

/** Only what is named here: no hooks, no LFS, no configuration of the user, no prompt, no local protocol, no redirects. */
function environment(
  { scheme, pinned }: CloneAddress,
  credentials: Credentials | undefined,
  home: string,
): Record<string, string> {
  const settings: [string, string][] = [
    ['core.hooksPath', '/dev/null'],
    ['core.symlinks', 'false'],
    ['core.fsmonitor', 'false'],
    ['filter.lfs.smudge', ''],
    ['filter.lfs.process', ''],
    ['filter.lfs.required', 'false'],
    ['submodule.recurse', 'false'],
    ['protocol.file.allow', scheme === 'file' ? 'always' : 'never'],
    ['protocol.ext.allow', 'never'],
    ['http.followRedirects', 'false'],
    ['transfer.fsckObjects', 'true'],
  ];
  if (pinned !== undefined) settings.push(['http.curloptResolve', pinned]);
  if (credentials !== undefined) {
    const basic = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
    settings.push(['http.extraHeader', `Authorization: Basic ${basic}`]);
  }
  const variables: Record<string, string> = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: home,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ALLOW_PROTOCOL: scheme,
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes',
    GIT_CONFIG_COUNT: String(settings.length),
  };
  for (const [place, [key, value]] of settings.entries()) {
    variables[`GIT_CONFIG_KEY_${place}`] = key;
    variables[`GIT_CONFIG_VALUE_${place}`] = value;
  }
  return variables;
}

function messageOf(said: string, credentials: Credentials | undefined): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  const text = (lines.at(-1) ?? 'git failed without a word').replace(/\/\/[^/@\s]{1,512}@/g, '//***@');
  const hidden = credentials === undefined ? text : text.replaceAll(credentials.password, '***');
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
