import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@maximus/kernel';
import { describe, expect, it } from 'vitest';
import { recordingLogger } from '../testing/index.ts';
import { startProcessWatch } from '../watch/index.ts';
import { setupObservability } from './setup.ts';

describe('setupObservability', () => {
  it('gives logs, metrics and correlation in one call', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'maximus-setup-'));
    const observed = await setupObservability({
      service: 'maximus',
      version: '1.2.3',
      environment: 'test',
      logLevel: 'error',
      logFormat: 'json',
      logFile: join(folder, 'server.log'),
      enable: { metrics: true },
      info: { commit: 'abc', node: 'v24' },
    });
    const { metrics, logger, levels, correlation } = observed;
    levels.set('info', 'quiet');
    levels.set('silent');
    correlation.run({ correlationId: 'chain' }, () => logger.child({ logger: 'quiet' }).info('written'));
    metrics.setActive(2);
    metrics.trackRequest({ method: 'GET', route: '/x/{id}', status: 503, seconds: 0.2, errorType: 'http.unavailable' });
    await metrics.trackOperation('scan', async () => 1);
    await expect(metrics.trackOperation('scan', () => Promise.reject(new Error('broken')))).rejects.toThrow();
    const text = (await metrics.registry?.text()) ?? '';
    await observed.stop();
    for (const line of [
      /build_version_info\{version="1.2.3",commit="abc",node="v24",.*\} 1/,
      /http_requests_total\{method="GET",route="\/x\/\{id\}",status="503",.*\} 1/,
      /http_errors_total\{error_type="http.unavailable",.*\} 1/,
      /operation_runs_total\{operation_type="scan",status="failed",.*\} 1/,
      /http_active_requests\{.*\} 2/,
    ]) {
      expect(text).toMatch(line);
    }
    const [file = ''] = readdirSync(folder);
    expect(readFileSync(join(folder, file), 'utf8')).toContain('"correlation_id":"chain"');
    rmSync(folder, { recursive: true });
  });

  it('watches the process', async () => {
    const { logger, lines } = recordingLogger();
    const watch = startProcessWatch({ clock: systemClock, logger });
    watch.jobs.begin('sync', -1);
    const reports = await Promise.all(watch.checks.map(({ check }) => check(AbortSignal.timeout(1_000))));
    watch.stop();
    expect(watch.checks.map(({ name }) => name)).toEqual(['event_loop', 'memory', 'jobs']);
    expect(reports[2]).toEqual({ status: 'degraded', detail: 'without progress: sync' });
    expect(lines).toMatchObject([{ level: 'warn', logger: 'watch', job: 'sync' }]);
  });
});
