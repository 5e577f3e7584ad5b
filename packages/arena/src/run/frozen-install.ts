import { lstat, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandResult, HostPort, Sandbox, SandboxLimits, ToolMount } from '../sandbox/types.ts';
import type { BuildOutcome } from '../verdict/judge.ts';
import { readManagerFiles, toolFor, writeManagerFolder } from './manager-folder.ts';
import type { ArenaAccess, ArenaPackageManager, ArenaTool } from './types.ts';

/** One frozen install of one tree. */
export interface FrozenInstall {
  /** Materialised tree; only its manifests, lock file and configuration are read. */
  readonly tree: string;
  /** Empty folder in which the tool runs; it holds what was installed afterwards. */
  readonly folder: string;
  readonly lockFile: string;
  readonly manager: ArenaPackageManager;
  readonly tools: ReadonlyMap<string, readonly ArenaTool[]>;
  readonly access: ArenaAccess;
  readonly sandbox: Sandbox;
  readonly limits: SandboxLimits;
  readonly signal?: AbortSignal;
}

/** What came of it. */
export interface FrozenOutcome {
  readonly outcome: BuildOutcome;
  readonly result?: CommandResult;
  readonly tool?: {
    readonly id: string;
    readonly version: string;
    readonly argv: readonly string[];
    readonly mounts: readonly ToolMount[];
  };
  readonly leftOut: readonly string[];
}

/** Words of tools about their surroundings: then the change is not at fault. */
const surroundings =
  /\b(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_TIMEOUT|E401|E403|E407|E429|E50\d|ENOSPC|EMFILE)\b|socket hang up|network (?:timeout|request|is unreachable)|could not resolve host|connection (?:refused|reset|timed out)|temporary failure in name resolution|certificate (?:verify failed|has expired)|self[- ]signed certificate|no space left on device/i;

/** Words about an archive that is not the one that the lock file names: nothing can be said of what would be installed. */
const otherArchive =
  /\bEINTEGRITY\b|integrity checksum failed|THESE PACKAGES DO NOT MATCH THE HASHES|checksum mismatch|hash mismatch/i;

/**
 * Lets the project's package manager install exactly what the lock file says, with every script off, in a folder that holds
 * manifests, lock file and allowed configuration only. Refused by the tool: `failed`. Surroundings at fault: `could-not-run`.
 * Credentials are gone when it returns.
 */
export async function frozenInstall(input: FrozenInstall): Promise<FrozenOutcome> {
  const { manager, lockFile, sandbox } = input;
  if (manager.manifestIsProgram && sandbox.level === 'static') {
    return impossible(`the manifest of ${manager.id} is a program, and level "static" runs none`);
  }
  const files = await readManagerFiles(input.tree, lockFile, manager);
  if (!files.ok) return { outcome: { state: 'failed', reason: files.error.message }, leftOut: [] };
  const tool = toolFor(manager, files.value, input.tools);
  if (!tool.ok) return impossible(tool.error.message);
  const made = await writeManagerFolder(input.folder, lockFile, files.value, manager, input.access);
  const { args, env } = manager.frozenCommand(files.value, input.access);
  const argv = [...tool.value.argv, ...args];
  const result = await sandbox.run({
    argv,
    workFolder: input.folder,
    folder: made.at,
    env,
    network: { allow: [...manager.registries(files.value, input.access), ...archiveHosts(input.access)] },
    limits: input.limits,
    tools: tool.value.mounts,
    label: `${manager.id} frozen install`,
    ...(input.signal === undefined ? {} : { signal: input.signal }),
  });
  for (const path of made.accessFiles) await rm(join(input.folder, path), { force: true });
  return {
    outcome: await judge(result, input),
    result,
    tool: { id: manager.id, version: tool.value.version, argv, mounts: tool.value.mounts },
    leftOut: made.leftOut,
  };
}

function archiveHosts({ archiveHosts: addresses = [] }: ArenaAccess): readonly HostPort[] {
  return addresses
    .filter((each) => URL.canParse(each))
    .map((address) => {
      const { hostname, port, protocol } = new URL(address);
      return { host: hostname, port: port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port) };
    });
}

async function judge(result: CommandResult, { manager, folder, tree, lockFile }: FrozenInstall): Promise<BuildOutcome> {
  if (result.end !== 'exited')
    return { state: 'could-not-run', reason: `${manager.id}: ${result.reason ?? result.end}` };
  const refused = result.contacts.find(({ allowed }) => !allowed);
  if (result.exitCode !== 0) {
    const text = `${result.output.head}\n${result.output.tail}`;
    const line = firstLine(text) || `exit code ${result.exitCode ?? 'none'}`;
    if (refused !== undefined) {
      const where = `${refused.host}:${refused.port}`;
      return {
        state: 'could-not-run',
        reason: `${manager.id} asked for ${where}, which is no configured registry: ${line}`,
      };
    }
    if (otherArchive.test(text)) {
      return {
        state: 'could-not-run',
        reason: `the registry serves another archive than the lock file names: ${line}`,
      };
    }
    return surroundings.test(text)
      ? { state: 'could-not-run', reason: `the registry could not be used: ${line}` }
      : { state: 'failed', reason: `${manager.id}: ${line}` };
  }
  const [before, after] = [await bytesOf(join(tree, lockFile)), await bytesOf(join(folder, lockFile))];
  if (before === undefined || after === undefined || !before.equals(after)) {
    return { state: 'failed', reason: `${manager.id} changed ${lockFile} although it was told not to` };
  }
  return { state: 'ok' };
}

/** What the tool left behind is judged before it is read: a link could lead anywhere. */
async function bytesOf(path: string): Promise<Buffer | undefined> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return found?.isFile() === true ? readFile(path) : undefined;
}

function impossible(reason: string): FrozenOutcome {
  return { outcome: { state: 'could-not-run', reason }, leftOut: [] };
}

/** The first line that says something, without the tool's own prefix. */
function firstLine(text: string): string {
  const lines = text.split('\n', 200).map((line) => line.trim());
  const said = lines.filter((line) => line !== '' && !/^npm (?:error|ERR!) code /.test(line));
  return (said[0] ?? '').replace(/^npm (?:error|ERR!) /, '').slice(0, 300);
}
