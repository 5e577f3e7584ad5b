import { tmpdir } from 'node:os';
import { createBubblewrapSandbox, probeSandbox, type SandboxLimits } from '@maximus/arena';
import { memoryFiles } from '@maximus/inventory/testing';
import { checkPlan } from '../check/check-plan.ts';
import { packageManagers } from '../package-managers/registry.ts';
import type { InstalledTool, RegistryAccess } from '../package-managers/types.ts';
import { type WrittenLock, writeLock } from '../package-managers/write-lock.ts';
import type { PlannedRemedy } from '../plan/plan-remedies.ts';

/** Whether commands can be shut in on this machine. */
export async function canShutIn(): Promise<boolean> {
  return (await probeSandbox(process.env)).bubblewrap;
}

/** Bounds that every tool of a test keeps. */
export const shutInLimits: SandboxLimits = {
  timeoutMs: 240_000,
  memoryBytes: 2 * 1024 ** 3,
  processes: 256,
  diskBytes: 512 << 20,
  outputBytes: 4 << 20,
  keptOutputBytes: 64 << 10,
};

/** The sandbox of a test. */
export function shutIn() {
  return createBubblewrapSandbox({ level: 'process', isRoot: process.getuid?.() === 0 });
}

/** What a test lets a tool write. */
export interface WriteParts {
  readonly remedy: PlannedRemedy | undefined;
  readonly files: Readonly<Record<string, string>>;
  readonly manager: string;
  readonly tool: InstalledTool | undefined;
  readonly address: string;
  readonly access?: Partial<RegistryAccess>;
}

/** Lets the real tool write the lock file of a planned remedy, and has what it wrote pass the checks before the arena. */
export async function writeShutIn({ remedy, files, manager, tool, address, access }: WriteParts): Promise<WrittenLock> {
  if (remedy === undefined) throw new RangeError('nothing was planned');
  const project = memoryFiles(files);
  const written = await writeLock({
    remedy,
    project,
    sandbox: shutIn(),
    tools: new Map(tool === undefined ? [] : [[manager, [tool]]]),
    access: { defaultRegistry: address, credentials: new Map(), ...access },
    scratchFolder: tmpdir(),
    limits: shutInLimits,
  });
  const used = packageManagers.get(manager);
  if (written.state !== 'as-planned' || used === undefined) return written;
  const { plan, change } = written.remedy;
  const looked = await checkPlan({ project, changes: change?.files ?? [], manager: used, lockFile: plan.lock_file });
  if (!looked.passed) throw new RangeError(looked.failures.join(' '));
  return written;
}
