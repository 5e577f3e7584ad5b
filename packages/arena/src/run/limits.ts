import type { SandboxLimits } from '../sandbox/types.ts';

/** Bounds of one run (arena.md §10); times in milliseconds, sizes in bytes. */
export interface ArenaLimits {
  readonly runMs: number;
  readonly resolveMs: number;
  readonly installMs: number;
  /** Each side. */
  readonly testsMs: number;
  /** Each phase. */
  readonly proofMs: number;
  readonly memoryBytes: number;
  readonly processes: number;
  readonly diskBytes: number;
  readonly outputBytes: number;
  readonly keptOutputBytes: number;
  readonly treeBytes: number;
  readonly treeFiles: number;
}

const minute = 60_000;
const gib = 2 ** 30;

/** What holds where nothing is said. */
export const defaultArenaLimits: ArenaLimits = {
  runMs: 15 * minute,
  resolveMs: 5 * minute,
  installMs: 5 * minute,
  testsMs: 5 * minute,
  proofMs: 30_000,
  memoryBytes: 2 * gib,
  processes: 512,
  diskBytes: 8 * gib,
  outputBytes: 64 << 20,
  keptOutputBytes: 1 << 20,
  treeBytes: 2 * gib,
  treeFiles: 200_000,
};

/** What no configuration passes. */
const most: ArenaLimits = {
  runMs: 60 * minute,
  resolveMs: 15 * minute,
  installMs: 15 * minute,
  testsMs: 30 * minute,
  proofMs: 30_000,
  memoryBytes: 16 * gib,
  processes: 4_096,
  diskBytes: 64 * gib,
  outputBytes: 64 << 20,
  keptOutputBytes: 1 << 20,
  treeBytes: 8 * gib,
  treeFiles: 200_000,
};

/** The defaults with what is asked for, none of it past its maximum. */
export function limitsOf(asked: Partial<ArenaLimits> = {}): ArenaLimits {
  const merged = { ...defaultArenaLimits, ...asked };
  const names = Object.keys(defaultArenaLimits) as (keyof ArenaLimits)[];
  return Object.fromEntries(names.map((name) => [name, Math.min(merged[name], most[name])])) as unknown as ArenaLimits;
}

/** The bounds of one command of a run. */
export function commandLimits(limits: ArenaLimits, timeoutMs: number): SandboxLimits {
  const { memoryBytes, processes, diskBytes, outputBytes, keptOutputBytes } = limits;
  return { timeoutMs, memoryBytes, processes, diskBytes, outputBytes, keptOutputBytes };
}
