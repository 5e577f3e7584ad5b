/**
 * The whole server on one screen: its modules, what each needs, and the targets that can be run. Bodies live in the
 * packages and services; `parts/` only hands each one what it asks for.
 */
import type { Route } from '@maximus/http';
import type { Module } from '@maximus/kernel';
import { errors } from './errors.ts';
import { auditModule } from './parts/audit.ts';
import { busModule, relayModule } from './parts/bus.ts';
import type { ServerContext } from './parts/context.ts';
import { identityModule } from './parts/identity.ts';
import { jobsModule } from './parts/jobs.ts';
import { rateLimitModule } from './parts/ratelimit.ts';
import { redisModule } from './parts/redis.ts';
import { storageModule } from './parts/storage.ts';

/** Named sets of modules; every role answers HTTP for what it runs. */
export const targets: Readonly<Record<string, { readonly modules: readonly string[]; readonly means: string }>> = {
  all: { modules: ['identity', 'ratelimit', 'relay', 'jobs'], means: 'everything in one process' },
};

/** Every module of this build. */
export function modules(context: ServerContext): readonly Module<Route>[] {
  return [
    storageModule(context),
    redisModule(context),
    auditModule(context),
    identityModule(context),
    rateLimitModule(context),
    busModule(context),
    relayModule(context, []),
    jobsModule([]),
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
