import { type Audit, actorOf } from '@maximus/audit';
import {
  type Bus,
  createBus,
  createDeadLetterReplayer,
  createDeadLetterSink,
  createOutboxRelay,
  type DeadLetterSink,
  deadLetterRoutes,
} from '@maximus/bus';
import { eventCatalogue } from '@maximus/contracts';
import type { Route } from '@maximus/http';
import type { HealthCheck, Module } from '@maximus/kernel';
import type { Storage } from '@maximus/storage';
import { needOf, type ServerContext } from './context.ts';

/** The bus with its dead letters. */
export interface BusPart {
  readonly bus: Bus;
  readonly sink: DeadLetterSink;
}

/** Carries events; those that cannot be handled become dead letters. */
export function busModule({ config, clock, logger, registry }: ServerContext): Module<Route> {
  return {
    name: 'bus',
    needs: ['storage'],
    start: async (needs) => {
      const { deadLetters } = needOf<Storage>(needs, 'storage');
      const own = logger.child({ logger: 'bus' });
      const sink = createDeadLetterSink(deadLetters, own);
      const storeDeadLetter = (letter: Parameters<DeadLetterSink['store']>[0]) => sink.store(letter);
      const bus = await createBus({
        config: config.bus,
        catalogue: eventCatalogue,
        storeDeadLetter,
        clock,
        logger: own,
        metrics: registry,
      });
      sink.announceOn(bus);
      return { value: { bus, sink } satisfies BusPart, stop: (deadline) => bus.close(deadline) };
    },
  };
}

/**
 * Brings committed events to the bus and replays dead letters. It starts after every module that subscribes and stops
 * before them, so that what is in hand is marked.
 */
export function relayModule({ clock, logger, registry }: ServerContext, subscribers: readonly string[]): Module<Route> {
  return {
    name: 'relay',
    needs: ['storage', 'bus', 'audit', ...subscribers],
    start: async (needs) => {
      const { outbox, deadLetters, singleton, database } = needOf<Storage>(needs, 'storage');
      const { bus, sink } = needOf<BusPart>(needs, 'bus');
      const audit = needOf<Audit>(needs, 'audit');
      const parts = { bus, clock, logger, metrics: registry };
      const relay = createOutboxRelay({ ...parts, outbox, storeDeadLetter: (letter) => sink.store(letter) });
      const replayer = createDeadLetterReplayer({ ...parts, letters: deadLetters });
      relay.start();
      const holder = singleton.run('dead-letter-replay', async (signal) => {
        replayer.start();
        if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        await replayer.stop();
      });
      const routes = deadLetterRoutes({
        letters: deadLetters,
        clock,
        wake: () => replayer.wake(),
        onAction: async ({ action, principal, correlationId, id, detail }) => {
          const subject = { kind: 'dead_letter', id: id ?? 'many' };
          await audit.append(database, { action, actor: actorOf(principal), subject, correlationId, detail });
        },
      });
      return {
        value: relay,
        routes,
        checks: [busCheck(relay), deadLetterCheck(deadLetters)],
        stop: async (deadline) => {
          await holder.stop();
          await relay.stop(deadline);
        },
      };
    },
  };
}

/** An outbox older than this means that events do not get out (platform.md §12). */
const oldOutboxMs = 60_000;

function busCheck(relay: ReturnType<typeof createOutboxRelay>): HealthCheck {
  return {
    name: 'bus',
    optional: true,
    check: async () => {
      const { degraded, pending, oldestAgeMs, lastError } = await relay.status();
      const waiting = `${pending} events wait, the oldest ${Math.round(oldestAgeMs / 1_000)} s`;
      if (degraded)
        return { status: 'degraded', detail: lastError === undefined ? waiting : `${lastError.message}; ${waiting}` };
      return oldestAgeMs > oldOutboxMs
        ? { status: 'degraded', detail: waiting }
        : { status: 'healthy', detail: waiting };
    },
  };
}

function deadLetterCheck(letters: Storage['deadLetters']): HealthCheck {
  return {
    name: 'dead_letters',
    optional: true,
    check: async () => {
      const { waiting, parked } = await letters.counts();
      const detail = `${waiting} wait, ${parked} parked`;
      return { status: waiting >= 10 || parked > 0 ? 'degraded' : 'healthy', detail };
    },
  };
}
