import type { Audit } from '@maximus/audit';
import type { Bus } from '@maximus/bus';
import type { Route } from '@maximus/http';
import type { Clock, Running } from '@maximus/kernel';
import { bindMetrics, type Logger, type MetricsRegistry } from '@maximus/observability';
import type { Database, Inbox, Jobs } from '@maximus/storage';
import type { HeraldConfig } from './config.ts';
import { followEvents } from './follow-events.ts';
import { heraldMetrics } from './metrics.ts';
import type { Parts } from './parts.ts';
import { channelRoutes } from './routes/channel-routes.ts';
import { deliveryRoutes } from './routes/delivery-routes.ts';
import { deliver, deliverJob } from './sending/deliver.ts';
import { digestJob, sendDigest } from './sending/digest.ts';
import { mailSender } from './sending/guarded-mail.ts';
import { guardedSender } from './sending/guarded-request.ts';

/** What notifications are started with. */
export interface HeraldNeeds {
  readonly config: HeraldConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics?: MetricsRegistry | undefined;
  readonly database: Database;
  readonly inbox: Inbox;
  /** Handlers are registered here; the owner starts it afterwards. */
  readonly jobs: Jobs;
  readonly bus: Pick<Bus, 'subscribe'>;
  readonly audit: Pick<Audit, 'append'>;
  readonly secretsOf: Parts['secretsOf'];
  readonly publicUrl: string;
  /** Which questions may be answered in place: `light` leaves out what is critical, major or breaking. */
  readonly answers?: Parts['answers'];
  /** PEM of authorities that mail servers are believed by, instead of the public ones. */
  readonly mailAuthorities?: readonly string[] | undefined;
}

/** Starts notifications: they follow the loop and send what channels want to be told. */
export async function startHerald(needs: HeraldNeeds): Promise<Running<Parts, Route>> {
  const { clock, logger, database, jobs, audit, secretsOf, publicUrl } = needs;
  const parts: Parts = {
    ...{ database, clock, jobs, audit, secretsOf, publicUrl },
    answers: needs.answers ?? 'none',
    log: logger,
    metrics: bindMetrics(heraldMetrics, needs.metrics),
    send: guardedSender(needs.config.allow_addresses),
    sendMail: mailSender({ allowed: needs.config.allow_addresses, authorities: needs.mailAuthorities }),
  };
  jobs.register(deliverJob, async (payload) => deliver(parts, (payload as { readonly id: string }).id));
  jobs.register(digestJob, async (payload) => sendDigest(parts, (payload as { readonly channel: string }).channel));
  const subscription = await followEvents(parts, needs);
  return {
    value: parts,
    routes: [...channelRoutes(parts), ...deliveryRoutes(parts)],
    ready: () => ({ ready: true }),
    stop: async (deadline) => {
      await subscription.stop(deadline);
    },
  };
}
