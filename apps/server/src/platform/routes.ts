import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeHeapSnapshot as writeSnapshot } from 'node:v8';
import {
  getCompression,
  getHealth,
  getLive,
  getLogLevels,
  getOpenApi,
  getReady,
  type Health,
  type LogLevelsAnswer,
  scrapeMetrics,
  setLogLevel,
  writeHeapSnapshot,
} from '@maximus/contracts';
import { okAnswer, type Route, route } from '@maximus/http';
import type { Clock, Readiness } from '@maximus/kernel';
import type { HealthRegistry, LogLevels, MetricsRegistry } from '@maximus/observability';
import type { CompressionStatistics } from '../http/compress.ts';

/** What the platform's own endpoints show. */
export interface PlatformNeeds {
  readonly clock: Clock;
  readonly version: string;
  readonly startedAtMs: number;
  readonly health: HealthRegistry;
  readonly registry: MetricsRegistry | undefined;
  readonly readiness: () => ReadonlyMap<string, Readiness>;
  readonly isDraining: () => boolean;
  readonly levels: LogLevels;
  /** Where heap snapshots go; they hold whatever the process holds, so only this user reads them. */
  readonly snapshotFolder: string;
  readonly compression: () => CompressionStatistics;
  /** The OpenAPI document, made once when it is first asked for. */
  readonly document: () => unknown;
}

/** `/health`, `/ready`, `/live`, `/metrics`, the API document and the statistics of the edge. */
export function platformRoutes(needs: PlatformNeeds): readonly Route[] {
  const { clock, version, health, registry, readiness, isDraining } = needs;
  return [
    route(getHealth, async ({ principal }) => {
      const { status, checks } = await health.report();
      const answer: Health = {
        status,
        version,
        ...(principal.kind === 'anonymous'
          ? {}
          : {
              service: 'maximus',
              uptime_seconds: Math.floor((clock.now() - needs.startedAtMs) / 1_000),
              timestamp: new Date(clock.now()).toISOString(),
              checks,
            }),
      };
      return { status: status === 'unhealthy' ? 503 : 200, headers: { 'x-health-status': status }, body: answer };
    }),
    route(getReady, async () => {
      const reasons = [...readiness()].flatMap(([name, state]) => (state.ready ? [] : [`${name}: ${state.reason}`]));
      if (isDraining()) reasons.unshift('draining');
      // Nothing can be answered without it; everybody may ask this, so no word on where it is or what it said.
      const { database } = (await health.report()).checks;
      if (database?.status === 'unhealthy') reasons.push('database: away');
      return { status: reasons.length === 0 ? 200 : 503, body: { ready: reasons.length === 0, reasons } };
    }),
    // That it answers at all is the answer: a stalled loop cannot, and its watch ends the process.
    route(getLive, async () => okAnswer({ status: 'alive' })),
    route(scrapeMetrics, async () => okAnswer((await registry?.text()) ?? '')),
    route(getCompression, async () => okAnswer(needs.compression())),
    route(getLogLevels, async () => okAnswer(levelsOf(needs.levels))),
    route(setLogLevel, async ({ body }) => {
      needs.levels.set(body.level, body.logger);
      return okAnswer(levelsOf(needs.levels));
    }),
    route(writeHeapSnapshot, async () => {
      await mkdir(needs.snapshotFolder, { recursive: true, mode: 0o700 });
      const name = `${new Date(clock.now()).toISOString().replaceAll(':', '-')}.heapsnapshot`;
      return { status: 201, body: { file: writeSnapshot(join(needs.snapshotFolder, name)) } };
    }),
    route(getOpenApi, async () => okAnswer(needs.document())),
  ];
}

function levelsOf(levels: LogLevels): LogLevelsAnswer {
  return { levels: Object.fromEntries(levels.current()) };
}
