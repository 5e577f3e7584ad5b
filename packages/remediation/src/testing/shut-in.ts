import { tmpdir } from 'node:os';
import { createBubblewrapSandbox, probeSandbox, type SandboxLimits } from '@maximus/arena';
import { memoryFiles } from '@maximus/inventory/testing';
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

/** Lets the real tool write the lock file of a planned remedy. */
export function writeShutIn({ remedy, files, manager, tool, address, access }: WriteParts): Promise<WrittenLock> {
  if (remedy === undefined) throw new RangeError('nothing was planned');
  return writeLock({
    remedy,
    project: memoryFiles(files),
    sandbox: shutIn(),
    tools: new Map(tool === undefined ? [] : [[manager, [tool]]]),
    access: { defaultRegistry: address, credentials: new Map(), ...access },
    scratchFolder: tmpdir(),
    limits: shutInLimits,
  });
}
