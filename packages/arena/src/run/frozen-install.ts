import { lstat, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandResult, HostPort, Sandbox, SandboxLimits, ToolMount } from '../sandbox/types.ts';
import type { BuildOutcome } from '../verdict/judge.ts';
import { inPart, outOfReach, whyBrought } from './elsewhere.ts';
import { readManagerFiles, toolFor, writeManagerFolder } from './manager-folder.ts';
import type { ArenaAccess, ArenaPackageManager, ArenaTool, ManagerFiles } from './types.ts';

/** One frozen install of one tree. */
export interface FrozenInstall {
  /** Materialised tree; only its manifests, lock file and configuration are read. */
  readonly tree: string;
  /** Tree before the change: what it takes from elsewhere, the change may leave as it is. */
  readonly base: string;
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

/** One command of it. */
export interface FrozenRun {
  readonly argv: readonly string[];
  readonly result: CommandResult;
}

/** What came of it. */
export interface FrozenOutcome {
  readonly outcome: BuildOutcome;
  /** In the order in which the tool was asked; none where it could not be. */
  readonly runs: readonly FrozenRun[];
  readonly tool?: {
    readonly id: string;
    readonly version: string;
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
 * Where the lock file names archives that no registry serves, the tool is asked whether it accepts the lock file, and then
 * installs all others: `in-part`. Credentials are gone when it returns.
 */
export async function frozenInstall(input: FrozenInstall): Promise<FrozenOutcome> {
  const { manager, lockFile, sandbox, access } = input;
  if (manager.manifestIsProgram && sandbox.level === 'static') {
    return impossible(`the manifest of ${manager.id} is a program, and level "static" runs none`);
  }
  const files = await readManagerFiles(input.tree, lockFile, manager);
  if (!files.ok) return { outcome: { state: 'failed', reason: files.error.message }, runs: [], leftOut: [] };
  const tool = toolFor(manager, files.value, input.tools);
  if (!tool.ok) return impossible(tool.error.message);
  const allow = [...manager.registries(files.value, access), ...archiveHosts(access)];
  const job: Job = { input, tool: tool.value, allow };
  const { elsewhere } = manager;
  const away = outOfReach(elsewhere, files.value, allow);
  if (elsewhere === undefined || away.length === 0) {
    return ranAll(job, [await runOnce(job, files.value, manager.frozenCommand(files.value, access), input.folder)]);
  }
  const brought = whyBrought(away, elsewhere, await readManagerFiles(input.base, lockFile, manager));
  if (brought !== undefined) return impossible(brought);
  const accepted = await runOnce(
    job,
    files.value,
    elsewhere.acceptCommand(files.value, access),
    join(input.folder, 'as-it-is'),
  );
  if (accepted.outcome.state !== 'ok') return ranAll(job, [accepted]);
  const less = elsewhere.without(files.value, away);
  const rest = await runOnce(job, less, manager.frozenCommand(less, access), join(input.folder, 'in-part'));
  const made = ranAll(job, [accepted, rest]);
  return made.outcome.state === 'ok'
    ? { ...made, outcome: { state: 'in-part', reason: inPart(manager.id, away) } }
    : made;
}

interface Job {
  readonly input: FrozenInstall;
  readonly tool: ArenaTool;
  readonly allow: readonly HostPort[];
}

interface Ran extends FrozenRun {
  readonly outcome: BuildOutcome;
  readonly leftOut: readonly string[];
}

async function runOnce(
  { input, tool, allow }: Job,
  files: ManagerFiles,
  { args, env }: { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> },
  folder: string,
): Promise<Ran> {
  const { manager, lockFile, sandbox } = input;
  await mkdir(folder, { recursive: true });
  const made = await writeManagerFolder(folder, lockFile, files, manager, input.access);
  const lock = join(folder, lockFile);
  const before = await bytesOf(lock);
  const argv = [...tool.argv, ...args];
  const result = await sandbox.run({
    argv,
    workFolder: folder,
    folder: made.at,
    env,
    network: { allow },
    limits: input.limits,
    tools: tool.mounts,
    label: `${manager.id} frozen install`,
    ...(input.signal === undefined ? {} : { signal: input.signal }),
  });
  for (const path of made.accessFiles) await rm(join(folder, path), { force: true });
  const ended = judge(result, manager);
  const after = await bytesOf(lock);
  const isKept = before !== undefined && after !== undefined && before.equals(after);
  const changed = `${manager.id} changed ${lockFile} although it was told not to`;
  const outcome: BuildOutcome = ended.state === 'ok' && !isKept ? { state: 'failed', reason: changed } : ended;
  return { argv, result, outcome, leftOut: made.leftOut };
}

/** The last of the commands decides: none is run after one that failed. */
function ranAll({ input, tool }: Job, runs: readonly Ran[]): FrozenOutcome {
  const last = runs.at(-1);
  return {
    outcome: last?.outcome ?? { state: 'could-not-run', reason: 'nothing was run' },
    runs,
    tool: { id: input.manager.id, version: tool.version, mounts: tool.mounts },
    leftOut: last?.leftOut ?? [],
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

function judge(result: CommandResult, manager: ArenaPackageManager): BuildOutcome {
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
  return { outcome: { state: 'could-not-run', reason }, runs: [], leftOut: [] };
}

/** The first line that names an error, or else says something, without the tool's own prefix. */
function firstLine(text: string): string {
  const lines = text.split('\n', 200).map((line) => line.trim());
  const said = lines.filter((line) => line !== '' && !/^npm (?:error|ERR!) code /.test(line));
  const error = said.find((line) => /^(?:npm )?err(?:or\b|!)/i.test(line));
  return (error ?? said[0] ?? '').replace(/^npm (?:error|ERR!) /, '').slice(0, 300);
}
