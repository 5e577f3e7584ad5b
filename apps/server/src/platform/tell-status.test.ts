import { systemClock } from '@maximus/kernel';
import { recordingLogger } from '@maximus/observability/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type StatusNeeds, startTellingStatus } from './tell-status.ts';

type Status = 'healthy' | 'degraded' | 'unhealthy';

describe('the state of parts', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function open() {
    const statuses: Record<string, Status> = { bus: 'healthy', redis: 'healthy', disk: 'degraded' };
    const said: string[] = [];
    const { logger, lines } = recordingLogger();
    let fails = false;
    const publish: StatusNeeds['publish'] = async (channel, { key = channel, data }) => {
      if (fails) throw new Error('no');
      said.push(`${key} ${data['status']} [${data['degraded']}]`);
    };
    const report = async () => ({
      status: 'healthy' as const,
      checks: Object.fromEntries(
        Object.entries(statuses).map(([name, status]) => [
          name,
          {
            status,
            since: '2026-01-01T00:00:00.000Z',
            latency_ms: 1,
            ...(status === 'healthy' ? {} : { detail: 'x' }),
          },
        ]),
      ),
    });
    const stop = startTellingStatus({ health: { report }, clock: systemClock, logger, publish });
    return {
      statuses,
      said,
      lines,
      stop,
      fail: (next: boolean) => {
        fails = next;
      },
      later: () => vi.advanceTimersByTimeAsync(2_000),
    };
  }

  it('is told at the start and with every change, of those parts that make a page late', async () => {
    const { statuses, said, stop, later } = open();
    await later();
    expect(said).toEqual(['bus healthy []', 'redis healthy []']);
    statuses['redis'] = 'degraded';
    await later();
    await later();
    statuses['redis'] = 'healthy';
    await later();
    stop();
    statuses['bus'] = 'unhealthy';
    await later();
    expect(said.slice(2)).toEqual([
      'redis degraded [redis]',
      'hitl degraded [redis]',
      'redis healthy []',
      'hitl healthy []',
    ]);
  });

  it('is told again when it could not be', async () => {
    const { said, lines, fail, later, stop } = open();
    fail(true);
    await later();
    fail(false);
    await later();
    stop();
    expect(said).toEqual(expect.arrayContaining(['bus healthy []', 'redis healthy []']));
    expect(JSON.stringify(lines)).toContain('could not be told');
  });
});
