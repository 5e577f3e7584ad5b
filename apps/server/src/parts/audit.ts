import { join } from 'node:path';
import { type Audit, auditMetrics, auditRoutes, createAudit } from '@maximus/audit';
import type { Route } from '@maximus/http';
import { type HealthCheck, type Module, parseDuration } from '@maximus/kernel';
import { bindMetrics } from '@maximus/observability';
import type { Storage } from '@maximus/storage';
import { needOf, type ServerContext } from './context.ts';

/** Entries that nobody has signed for so long mean that something is wrong with the key or the log. */
const lateMs = 600_000;

/** The append-only log of what was done, and its signed states. */
export function auditModule({ config, clock, logger, registry, dataDir }: ServerContext): Module<Route> {
  return {
    name: 'audit',
    needs: ['storage'],
    start: async (needs) => {
      const { database: db } = needOf<Storage>(needs, 'storage');
      const { key_file, checkpoint_file, checkpoint_period } = config.audit;
      const audit = createAudit({
        db,
        clock,
        log: logger.child({ logger: 'audit' }),
        checkpoints: {
          keyFile: key_file === '' ? join(dataDir, 'audit.key') : key_file,
          file: checkpoint_file === '' ? join(dataDir, 'audit-checkpoints.ndjson') : checkpoint_file,
          everyMs: parseDuration(checkpoint_period) ?? 60_000,
        },
      });
      bindMetrics(auditMetrics, registry).audit_checkpoint_age_seconds.collect(async (record) =>
        record((await audit.checkpointAgeMs()) / 1_000),
      );
      const routes = auditRoutes({ db, audit });
      return { value: audit, routes, checks: [auditCheck(audit)], stop: () => audit.stop() };
    },
  };
}

function auditCheck(audit: Audit): HealthCheck {
  return {
    name: 'audit',
    optional: true,
    check: async () => {
      const ageMs = await audit.checkpointAgeMs();
      if (ageMs < lateMs) return { status: 'healthy' };
      return { status: 'degraded', detail: `entries have not been signed for ${Math.round(ageMs / 60_000)} min` };
    },
  };
}
