import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { diskCheck, judgeDisk } from './disk-check.ts';

const gibibyte = 1024 ** 3;

describe('the disk check', () => {
  it.each([
    [{ freeBytes: 100 * gibibyte, used: 0.5 }, 'healthy'],
    [{ freeBytes: 100 * gibibyte, used: 0.81 }, 'degraded'],
    [{ freeBytes: 100 * gibibyte, used: 0.96 }, 'unhealthy'],
    [{ freeBytes: 0.2 * gibibyte, used: 0.1 }, 'unhealthy'],
  ] as const)('finds %j %s', (room, status) => {
    expect(judgeDisk(room).status).toBe(status);
  });

  it('reads a real disk', async () => {
    const { detail } = await diskCheck(tmpdir()).check(AbortSignal.timeout(1_000));
    expect(detail).toMatch(/^\d+ % used, \d+ MiB free$/);
  });
});
