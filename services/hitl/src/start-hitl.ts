import type { Audit } from '@maximus/audit';
import type { Bus } from '@maximus/bus';
import type { Route } from '@maximus/http';
import type { Images } from '@maximus/images';
import type { Clock, HealthCheck, Running } from '@maximus/kernel';
import { bindMetrics, type Logger, type MetricsRegistry } from '@maximus/observability';
import { type Database, decisions, type Inbox, type Jobs } from '@maximus/storage';
import { sweepJob, tickJob } from './decide/schedule.ts';
import { collectGauges } from './keep/collect-gauges.ts';
import { consumeEvents } from './keep/consume-events.ts';
import { sweep } from './keep/sweep.ts';
import { tick } from './keep/tick.ts';
import { hitlMetrics } from './metrics.ts';
import type { Parts } from './parts.ts';
import { actionRoutes } from './routes/action-routes.ts';
import { imageRoutes } from './routes/image-routes.ts';
import { insightRoutes } from './routes/insight-routes.ts';
import { queueRoutes } from './routes/queue-routes.ts';
import { voteRoutes } from './routes/vote-routes.ts';
import { type SlackNeeds, startSlack } from './slack/index.ts';

/** What review is started with. */
export interface HitlNeeds {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics?: MetricsRegistry | undefined;
  readonly database: Database;
  readonly inbox: Inbox;
  /** Handlers are registered here; the owner starts it afterwards. */
  readonly jobs: Jobs;
  readonly bus: Pick<Bus, 'subscribe'>;
  readonly audit: Audit;
  /** Reads what people attach to decisions. */
  readonly images: Images;
  /** Deciding from Slack; absent where a server offers none. */
  readonly slack?: SlackNeeds | undefined;
}

/** What others ask of review within the process. */
export interface Hitl {
  readonly parts: Parts;
}

/** Overdue releases and clocks older than this mean that nobody runs the jobs. */
const lateMs = 60_000;

/** Starts review: it follows patches, answers people, and keeps what is due. */
export async function startHitl(needs: HitlNeeds): Promise<Running<Hitl, Route>> {
  const { clock, logger, database, jobs, audit } = needs;
  const metrics = bindMetrics(hitlMetrics, needs.metrics);
  const parts: Parts = { database, clock, log: logger, metrics, jobs, audit };
  jobs.register(tickJob, async (payload) => {
    await tick(parts, (payload as { readonly decision_id: string }).decision_id);
  });
  jobs.register(sweepJob, async (_, { signal }) => sweep(parts, signal), { cron: '* * * * *' });
  collectGauges(parts);
  const subscription = await consumeEvents(parts, needs);
  const slack = needs.slack === undefined ? undefined : startSlack(parts, needs.slack);
  const checks = [reviewCheck(parts)];
  return {
    value: { parts },
    routes: [
      ...queueRoutes(parts),
      ...voteRoutes(parts),
      ...actionRoutes(parts),
      ...imageRoutes(parts, needs.images),
      ...insightRoutes(parts, audit, checks, needs.metrics),
      ...(slack?.routes ?? []),
    ],
    checks,
    ready: () => ({ ready: true }),
    stop: async (deadline) => {
      await subscription.stop(deadline);
      await slack?.settle();
    },
  };
}

function reviewCheck({ database, clock }: Parts): HealthCheck {
  return {
    name: 'review',
    check: async () => {
      const late = await decisions.due(database, clock.now() - lateMs, 100);
      return late.length === 0
        ? { status: 'healthy' }
        : { status: 'degraded', detail: `${late.length} decisions wait for a release or a mark that is due` };
    },
  };
}
