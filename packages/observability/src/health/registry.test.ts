import type { CheckResult } from '@maximus/kernel';
import { describe, expect, it } from 'vitest';
import { createHealthRegistry } from './registry.ts';

function opened(limitMs = 1_000) {
  let nowMs = Date.parse('2026-01-01T00:00:00Z');
  const health = createHealthRegistry({ clock: { now: () => nowMs }, limitMs });
  const pass = (ms: number): void => {
    nowMs += ms;
  };
  return { health, pass };
}

const healthy = async (): Promise<CheckResult> => ({ status: 'healthy' });

describe('a health registry', () => {
  it('is as well as its worst check', async () => {
    const { health } = opened();
    health.add({ name: 'database', check: healthy });
    expect((await health.report()).status).toBe('healthy');
    health.add({ name: 'disk', check: async () => ({ status: 'degraded', detail: '82 % used' }) });
    expect(await health.report()).toMatchObject({
      status: 'degraded',
      checks: { database: { status: 'healthy' }, disk: { status: 'degraded', detail: '82 % used' } },
    });
  });

  it('takes a failure of an optional part for degraded and of another for unhealthy', async () => {
    const { health } = opened();
    const check = () => Promise.reject(new Error('refused'));
    health.add({ name: 'redis', optional: true, check });
    expect((await health.report()).status).toBe('degraded');
    health.add({ name: 'database', check });
    expect(await health.report()).toMatchObject({ status: 'unhealthy', checks: { database: { detail: 'refused' } } });
  });

  it('keeps an answer five seconds and a status its beginning', async () => {
    const { health, pass } = opened();
    let asked = 0;
    health.add({
      name: 'a',
      check: () => {
        asked += 1;
        return healthy();
      },
    });
    await health.report();
    pass(4_999);
    await health.report();
    expect(asked).toBe(1);
    pass(1);
    expect((await health.report()).checks['a']?.since).toBe('2026-01-01T00:00:00.000Z');
    expect(asked).toBe(2);
  });

  it('takes no check for late because the process stood still meanwhile', async () => {
    const { health } = opened(20);
    health.add({
      name: 'database',
      check: async () => {
        for (const began = performance.now(); performance.now() - began < 200; );
        await new Promise((done) => setTimeout(done, 5));
        return { status: 'healthy' };
      },
    });
    expect(await health.report()).toMatchObject({ checks: { database: { status: 'healthy' } } });
  });

  it('is not held up by a check that hangs, and does not ask it again meanwhile', async () => {
    const { health, pass } = opened(20);
    let asked = 0;
    let aborted = false;
    health.add({
      name: 'hangs',
      check: (signal) => {
        asked += 1;
        signal.addEventListener('abort', () => {
          aborted = true;
        });
        return new Promise(() => undefined);
      },
    });
    health.add({ name: 'works', check: healthy });
    const report = await health.report();
    expect(report.checks).toMatchObject({ hangs: { status: 'unhealthy' }, works: { status: 'healthy' } });
    expect(aborted).toBe(true);
    pass(60_000);
    await health.report();
    expect(asked).toBe(1);
  });
});
