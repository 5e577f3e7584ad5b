import { statfs } from 'node:fs/promises';
import type { CheckResult, HealthCheck } from '@maximus/kernel';

/** Room on one disk. */
export interface DiskRoom {
  readonly freeBytes: number;
  /** 0–1. */
  readonly used: number;
}

/** Less than this is unhealthy, and too little to start with. */
export const leastFreeBytes = 256 * 1024 ** 2;

/** What this user may still write below a folder. */
export async function diskRoom(folder: string): Promise<DiskRoom> {
  const { bsize, blocks, bavail } = await statfs(folder);
  return { freeBytes: bavail * bsize, used: blocks === 0 ? 0 : 1 - bavail / blocks };
}

/** platform.md §5: over 80 % degraded, over 95 % or under 256 MiB unhealthy. */
export function judgeDisk({ freeBytes, used }: DiskRoom): CheckResult {
  const detail = `${Math.round(used * 100)} % used, ${Math.floor(freeBytes / 1024 ** 2)} MiB free`;
  if (used > 0.95 || freeBytes < leastFreeBytes) return { status: 'unhealthy', detail };
  return { status: used > 0.8 ? 'degraded' : 'healthy', detail };
}

/** The disk of the data directory. */
export function diskCheck(folder: string): HealthCheck {
  return { name: 'disk', check: async () => judgeDisk(await diskRoom(folder)) };
}
