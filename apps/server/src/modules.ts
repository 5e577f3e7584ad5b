/**
 * The whole server on one screen: its modules, what each needs, and the targets that can be run. Bodies live in the
 * packages and services; `parts/` only hands each one what it asks for.
 */
import type { Route } from '@maximus/http';
import type { Module } from '@maximus/kernel';
import { errors } from './errors.ts';
import { auditModule } from './parts/audit.ts';
import { busModule, relayModule } from './parts/bus.ts';
import { cacheModule } from './parts/cache.ts';
import type { ServerContext } from './parts/context.ts';
import { eurekaModule } from './parts/eureka.ts';
import { firstStartModule } from './parts/first-start.ts';
import { gatewayModule } from './parts/gateway.ts';
import { heraldModule } from './parts/herald.ts';
import { hitlModule } from './parts/hitl.ts';
import { identityModule } from './parts/identity.ts';
import { jobsModule } from './parts/jobs.ts';
import { oraculoModule } from './parts/oraculo.ts';
import { rateLimitModule } from './parts/ratelimit.ts';
import { redisModule } from './parts/redis.ts';
import { storageModule } from './parts/storage.ts';

/** What every role has: who asks, how often, events, and background work. */
const common = ['identity', 'ratelimit', 'relay', 'jobs'];
/** Modules that subscribe to events or register jobs: both begin after them, where they are part of the targets. */
const workers = ['oraculo', 'eureka', 'hitl', 'herald', 'gateway'];

/** Named sets of modules; every role answers HTTP for what it runs. */
export const targets: Readonly<Record<string, { readonly modules: readonly string[]; readonly means: string }>> = {
  all: { modules: [...common, 'oraculo', 'eureka', 'hitl', 'herald', 'gateway'], means: 'everything in one process' },
  oraculo: { modules: [...common, 'oraculo'], means: 'projects, scans, matching, APVs, and the jobs of all of them' },
  eureka: {
    modules: [...common, 'oraculo', 'eureka'],
    means: 'remedies, proofs and deliveries, beside the part that keeps findings',
  },
  hitl: { modules: [...common, 'hitl'], means: 'review: the queue, decisions, policies and the proofs of the log' },
  herald: { modules: [...common, 'herald'], means: 'notifications: webhooks, PagerDuty, Slack' },
  gateway: { modules: [...common, 'gateway'], means: 'live channels and polling' },
};

/** Every module of this build. */
export function modules(context: ServerContext, wanted: readonly string[] = workers): readonly Module<Route>[] {
  const running = workers.filter((name) => wanted.includes(name));
  return [
    storageModule(context),
    firstStartModule(context),
    redisModule(context),
    cacheModule(context),
    auditModule(context),
    identityModule(context),
    rateLimitModule(context),
    busModule(context),
    oraculoModule(context),
    eurekaModule(context),
    hitlModule(context),
    heraldModule(context),
    gatewayModule(context),
    relayModule(context, running),
    jobsModule(running),
  ];
}

/** The modules that targets stand for. Throws `server.unknown_target`. */
export function modulesOf(names: readonly string[]): readonly string[] {
  return [
    ...new Set(
      names.flatMap((name) => {
        const target = Object.hasOwn(targets, name) ? targets[name] : undefined;
        if (target === undefined) throw errors.unknown_target(`there is no target "${name}"`, { target: name });
        return target.modules;
      }),
    ),
  ];
}
