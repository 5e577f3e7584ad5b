import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CommandResult, Sandbox, SandboxLimits } from '@maximus/arena';
import type { WhyNot } from '@maximus/contracts';
import type { ProjectFiles } from '@maximus/inventory';
import { type PlannedRemedy, withLockText } from '../plan/plan-remedies.ts';
import type { FileChange } from '../resolver/types.ts';
import { hostPorts } from './host-port.ts';
import { readManagerFiles } from './manager-files.ts';
import { packageManagers } from './registry.ts';
import type { InstalledTool, ManagerFiles, PackageManager, RegistryAccess } from './types.ts';

/** One run of a real tool for one plan. */
export interface WriteLockInput {
  readonly remedy: PlannedRemedy;
  readonly project: ProjectFiles;
  readonly sandbox: Sandbox;
  /** The allow-list: installed versions by the manager's id. */
  readonly tools: ReadonlyMap<string, readonly InstalledTool[]>;
  readonly access: RegistryAccess;
  /** Where the work folder is made and removed again; the sandbox's user must be able to pass through it. */
  readonly scratchFolder: string;
  readonly limits: SandboxLimits;
  readonly signal?: AbortSignal;
}

/** What was run, for the evidence. */
export interface ToolRun {
  readonly tool: string;
  readonly version: string;
  readonly argv: readonly string[];
  readonly result: CommandResult;
  /** Files of the folder that were kept away from the tool or cut down to what is allowed. */
  readonly leftOut: readonly string[];
  /** Runs that came before this one, in order. */
  readonly before?: readonly ToolRun[];
}

/** What came of it. Where the tool's tree is another one than planned, the next candidate is to be tried. */
export type WrittenLock =
  /** `remedy` holds the lock file as the tool wrote it. */
  | { readonly state: 'as-planned'; readonly remedy: PlannedRemedy; readonly lockText: string; readonly run: ToolRun }
  | {
      readonly state: 'differs';
      readonly lockText: string;
      readonly differences: readonly string[];
      readonly run: ToolRun;
    }
  | { readonly state: 'not-written'; readonly why_not: WhyNot; readonly sentence: string; readonly run?: ToolRun };

const maxDifferences = 50;
const maxLockBytes = 64 << 20;

/**
 * Lets the real package manager write the lock file of a plan: in a folder that holds the edited manifests, the prepared lock
 * file and the allowed configuration only, shut in, with every script off and no way but to the registries (arena.md §3).
 */
export async function writeLock(input: WriteLockInput): Promise<WrittenLock> {
  const { remedy, project } = input;
  const manager = packageManagers.get(remedy.plan.package_manager);
  if (manager === undefined || remedy.change === undefined) {
    return {
      state: 'not-written',
      why_not: 'package-manager-missing',
      sentence: 'The plan has no change that a tool could write.',
    };
  }
  if (manager.manifestIsProgram && input.sandbox.level === 'static') {
    return {
      state: 'not-written',
      why_not: 'manifest-is-program',
      sentence: `The manifest of ${manager.id} is a program.`,
    };
  }
  const lockFile = remedy.plan.lock_file;
  const read = await readManagerFiles(project, lockFile, manager);
  if (!read.ok) return { state: 'not-written', why_not: 'resolver-failed', sentence: `${read.error.message}.` };
  const tool = toolFor(manager, read.value, input.tools);
  if ('why_not' in tool) return { state: 'not-written', ...tool };
  const workFolder = await mkdtemp(join(input.scratchFolder, 'lock-'));
  try {
    return await runIn(workFolder, manager, tool, read.value, input);
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

function toolFor(
  manager: PackageManager,
  files: ManagerFiles,
  tools: WriteLockInput['tools'],
): InstalledTool | { readonly why_not: WhyNot; readonly sentence: string } {
  const installed = tools.get(manager.id) ?? [];
  const pin = manager.pinnedVersion(files);
  const suits = ({ version }: InstalledTool) =>
    pin === undefined ||
    version === pin.version ||
    (pin.least === true && isAtLeast(version, pin.version)) ||
    (!pin.exact && version.startsWith(`${pin.version}.`));
  const tool = installed.find(suits);
  if (tool !== undefined) return tool;
  const least = pin?.least === true ? ' or later' : '';
  const wanted = pin === undefined ? manager.id : `${manager.id}@${pin.version}${least} (${pin.from})`;
  const there = installed.map(({ version }) => version).join(', ') || 'none';
  return { why_not: 'package-manager-missing', sentence: `The project wants ${wanted}; installed: ${there}.` };
}

async function runIn(
  workFolder: string,
  manager: PackageManager,
  tool: InstalledTool,
  files: ManagerFiles,
  input: WriteLockInput,
): Promise<WrittenLock> {
  const { remedy, access, sandbox } = input;
  const folder = remedy.plan.lock_file.slice(0, remedy.plan.lock_file.lastIndexOf('/') + 1);
  const lockName = remedy.plan.lock_file.slice(folder.length);
  const edited = new Map(files);
  for (const { file, after } of remedy.change?.files ?? []) edited.set(file.slice(folder.length), after);
  const planned = new Map([...edited].filter(([name]) => !manager.configFiles.includes(name)));
  // A plan may change an allowed part of the configuration; the rest of it stays outside all the same.
  const config = manager.allowedConfig(edited);
  for (const [name, text] of [...planned, ...config, ...manager.accessFiles(access, files)])
    await put(workFolder, name, text);
  const seen = new Map([...files, ...planned]);
  const commands = manager.lockCommands?.(seen, remedy.change?.pins ?? [], access) ?? [
    manager.lockCommand(seen, access),
  ];
  const before: ToolRun[] = [];
  let run: ToolRun | undefined;
  for (const { args, env } of commands) {
    if (run !== undefined) before.push(run);
    const argv = [...tool.argv, ...args];
    const result = await sandbox.run({
      argv,
      workFolder,
      env,
      network: { allow: [...manager.registries(files, access), ...hostPorts(access.archiveHosts ?? [])] },
      limits: input.limits,
      tools: tool.mounts,
      label: `${manager.id} lock`,
      ...(input.signal === undefined ? {} : { signal: input.signal }),
    });
    run = {
      tool: manager.id,
      version: tool.version,
      argv,
      result,
      leftOut: leftOut(manager, edited, config),
      ...(before.length === 0 ? {} : { before: [...before] }),
    };
    if (result.end !== 'exited' || result.exitCode !== 0) {
      const words = result.reason ?? (firstLine(result.output.head) || `exit code ${result.exitCode ?? 'none'}`);
      return { state: 'not-written', why_not: 'resolver-failed', sentence: `${manager.id}: ${words}.`, run };
    }
  }
  if (run === undefined) {
    return { state: 'not-written', why_not: 'resolver-failed', sentence: `${manager.id} has no command for this.` };
  }
  const lockText = await lockIn(workFolder, lockName);
  if (lockText === undefined) {
    return {
      state: 'not-written',
      why_not: 'resolver-failed',
      sentence: `${manager.id} wrote no readable lock file.`,
      run,
    };
  }
  const tree = manager.treeFile === undefined ? lockText : await lockIn(workFolder, manager.treeFile);
  const differences = compare(manager, files.get(lockName) ?? '', lockText, tree ?? '', remedy);
  if (differences.length > 0) return { state: 'differs', lockText, differences, run };
  const further: FileChange[] = [];
  for (const name of manager.alsoWritten ?? []) {
    const after = await lockIn(workFolder, name);
    const held = files.get(name) ?? '';
    if (after !== undefined && after !== held) {
      further.push({ file: `${folder}${name}`, kind: 'lock', before: held, after });
    }
  }
  const prepared = planned.get(lockName) ?? '';
  const kept = manager.saysTheSame?.(prepared, lockText) === true ? prepared : lockText;
  return { state: 'as-planned', remedy: withLockText(remedy, kept, further), lockText: kept, run };
}

/** By the numbers of both, in their order. */
function isAtLeast(version: string, least: string): boolean {
  const [a = [], b = []] = [version, least].map((each) => (each.match(/\d+/g) ?? []).slice(0, 3).map(Number));
  const at = b.findIndex((number, index) => number !== (a[index] ?? 0));
  return at < 0 || (a[at] ?? 0) > (b[at] ?? 0);
}

async function put(workFolder: string, name: string, text: string): Promise<void> {
  await mkdir(dirname(join(workFolder, name)), { recursive: true });
  await writeFile(join(workFolder, name), text, { flag: 'wx' });
}

/** What the tool left behind is judged before it is read: a link could lead anywhere. */
async function lockIn(workFolder: string, name: string): Promise<string | undefined> {
  if (!(await readdir(workFolder)).includes(name)) return undefined;
  const path = join(workFolder, name);
  const found = await lstat(path);
  return found.isFile() && found.size <= maxLockBytes ? readFile(path, 'utf8') : undefined;
}

function leftOut(manager: PackageManager, files: ManagerFiles, config: ManagerFiles): readonly string[] {
  return manager.configFiles.filter((name) => files.has(name) && config.get(name) !== files.get(name));
}

/** What the tool did otherwise: another version or place, or a change outside of the plan. */
function compare(
  manager: PackageManager,
  before: string,
  after: string,
  tree: string,
  { change, plan }: PlannedRemedy,
): readonly string[] {
  const entries = manager.entries(tree);
  if (!entries.ok) return [entries.error.message];
  const expected = change?.expected ?? new Map<string, string>();
  const found: string[] = [];
  for (const [path, label] of expected) {
    const got = entries.value.get(path);
    if (got !== label) found.push(`${path}: planned ${label}, written ${got ?? 'nothing'}`);
  }
  for (const [path, label] of entries.value)
    if (!expected.has(path) && change?.possible?.get(path) !== label)
      found.push(`${path}: not planned, written ${label}`);
  if (formatOf(before) !== formatOf(after)) found.push(`${plan.lock_file}: the version of its format changed`);
  return found.slice(0, maxDifferences);
}

/** The version that a lock file of the npm registry's managers gives to its format; nothing where it gives none. */
function formatOf(text: string): string | undefined {
  const head = text.slice(0, 64 << 10);
  return (/^\s*"?lockfileVersion"?: ?['"]?(\d+(?:\.\d+)?)/m.exec(head) ??
    /^__metadata:\r?\n {2}version: (\d+)/m.exec(head))?.[1];
}

function firstLine(text: string): string {
  return (text.split('\n').find((line) => line.trim() !== '') ?? '').trim().slice(0, 300);
}
