import type { Audit } from '@maximus/audit';
import type { Bus } from '@maximus/bus';
import type { Route } from '@maximus/http';
import { type Clock, type HealthCheck, newId, type Running } from '@maximus/kernel';
import { bindMetrics, type Logger, type MetricsRegistry } from '@maximus/observability';
import { type Database, deliveries, type Inbox, type Jobs, projectsByKey } from '@maximus/storage';
import type { EurekaConfig } from './config.ts';
import { consume } from './consumer/consume.ts';
import { deliverPatch } from './delivery/deliver-patch.ts';
import { recheckPatch } from './delivery/recheck.ts';
import { refreshProject } from './delivery/refresh-project.ts';
import { type DeliverJob, jobNames, type ProjectJob, queueOf, type RecheckJob } from './jobs.ts';
import { createDrafter, type ModelAccess } from './llm/create-drafter.ts';
import { eurekaMetrics } from './metrics.ts';
import type { EstatePort, Machine, Parts } from './parts.ts';
import { createTurns } from './proving/turns.ts';
import { deliveryRoutes } from './rest/delivery-routes.ts';
import { evidenceRoutes } from './rest/evidence-routes.ts';
import { insightRoutes } from './rest/insight-routes.ts';
import { patchRoutes } from './rest/patch-routes.ts';
import { remediateRoutes } from './rest/remediate-routes.ts';
import { webhookRoutes } from './rest/webhook-routes.ts';
import { runProject } from './run/run-project.ts';

/** What Eureka is started with. */
export interface EurekaNeeds {
  readonly config: EurekaConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics?: MetricsRegistry | undefined;
  readonly database: Database;
  /** Handlers are registered here; the owner starts it afterwards. */
  readonly jobs: Jobs;
  readonly inbox: Inbox;
  readonly bus: Bus;
  readonly estate: EstatePort;
  readonly machine: Machine;
  /** The way to a language model; without it none is asked. */
  readonly model?: ModelAccess | undefined;
  /** `index.max_age` in milliseconds. */
  readonly maxIndexAgeMs: number;
  readonly audit: Audit;
  /** Of the program. */
  readonly version: string;
}

/** What others ask of Eureka within the process. */
export interface Eureka {
  readonly parts: Parts;
}

/** A run may prove several patches, each within the arena's own time. */
const stuckAfterMs = 2 * 3_600_000;

/** Starts confirming, remedying, delivering and verifying (eureka.md). */
export async function startEureka(needs: EurekaNeeds): Promise<Running<Eureka, Route>> {
  const { config, clock, logger: log, database, jobs, estate, machine, maxIndexAgeMs, version } = needs;
  const metrics = bindMetrics(eurekaMetrics, needs.metrics);
  const [turns, verifications] = [createTurns(machine.runsAtOnce), createTurns(machine.runsAtOnce)];
  const given = { database, jobs, clock, log, config, estate, machine, maxIndexAgeMs, version };
  const drafter = createDrafter({ ...given, metrics }, needs.model);
  const parts: Parts = { ...given, metrics, turns, verifications, drafter };
  registerJobs(parts);
  const subscription = await consume(parts, needs.bus, needs.inbox);
  return {
    value: { parts },
    routes: [
      ...patchRoutes(parts, needs.audit),
      ...evidenceRoutes(parts),
      ...remediateRoutes(parts),
      ...deliveryRoutes(parts),
      ...webhookRoutes(parts, needs.inbox),
      ...insightRoutes(parts),
    ],
    checks: [machineCheck(parts)],
    ready: () => ({ ready: true }),
    stop: (deadline) => subscription.stop(deadline),
  };
}

function registerJobs(parts: Parts): void {
  const { jobs, clock } = parts;
  jobs.register(jobNames.project, (payload, context) => runProject(parts, payload as ProjectJob, context), {
    stuckAfterMs,
    lane: 'remedies',
  });
  jobs.register(jobNames.deliver, (payload, context) => deliverPatch(parts, payload as DeliverJob, context));
  jobs.register(jobNames.recheck, (payload, context) => recheckPatch(parts, payload as RecheckJob, context), {
    stuckAfterMs,
    lane: 'verifications',
  });
  jobs.register(jobNames.refresh, (payload, context) =>
    refreshProject(parts, payload as { project_id: string; correlation_id: string }, context),
  );
  jobs.register(
    jobNames.refreshAll,
    async () => {
      const open = await deliveries.open(parts.database);
      const projects = await projectsByKey(parts.database, [...new Set(open.map((each) => each.project_key))]);
      for (const { id } of projects) {
        const payload = { project_id: id, correlation_id: newId('evt', clock) };
        await jobs.enqueue(jobNames.refresh, payload, { key: `${queueOf(id)}/refresh`, queue: queueOf(id) });
      }
    },
    { cron: '*/5 * * * *' },
  );
}

/** Without a sandbox or a package manager remedies stay proposals in words. */
function machineCheck({ machine }: Parts): HealthCheck {
  return {
    name: 'remedies',
    optional: true,
    check: async () => {
      const { sandbox, managers, support } = machine;
      if (sandbox === undefined) return { status: 'degraded', detail: support.missing.join('; ') };
      if (managers.length === 0) return { status: 'degraded', detail: 'no package manager is installed' };
      return { status: 'healthy', detail: `${sandbox.level}; ${managers.join(', ')}` };
    },
  };
}
