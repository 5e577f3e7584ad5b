import { type Clock, newUuid } from '@maximus/kernel';
import type { HealthRegistry, HealthReport, Logger } from '@maximus/observability';

/** What is needed to tell of the state of parts. */
export interface StatusNeeds {
  readonly health: Pick<HealthRegistry, 'report'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Publishes on a live channel; `system` keeps the last message of each key for who comes later. */
  readonly publish: (channel: 'system' | 'hitl', draft: StatusDraft) => Promise<unknown>;
}

interface StatusDraft {
  readonly eventId: string;
  readonly type: 'system_status';
  readonly key?: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The parts between a change and the screens that show it: while one is away, what a page shows may be late. */
const onTheWay: ReadonlySet<string> = new Set(['bus', 'database', 'gateway', 'redis']);
const everyMs = 2_000;

/**
 * Tells open pages when a part becomes worse or better (gateway.md §1, `system`; hitl.md §8): not through the bus, which may be the part
 * that is away. Told once at the start as well, so that nothing stands that an earlier process said. Returns how to stop.
 */
export function startTellingStatus(needs: StatusNeeds): () => void {
  const { health, logger } = needs;
  const told = new Map<string, string>();
  let looking = false;
  const look = async () => {
    // A look that hangs is not joined by a second one.
    if (looking) return;
    looking = true;
    try {
      await tell(needs, told, await health.report());
    } catch (err) {
      // What could not be told is told at the next look.
      logger.warn({ err }, 'the state of parts could not be told');
    } finally {
      looking = false;
    }
  };
  void look();
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

async function tell({ clock, publish }: StatusNeeds, told: Map<string, string>, { checks }: HealthReport) {
  const parts = Object.entries(checks).filter(([name]) => onTheWay.has(name));
  const degraded = parts.filter(([, { status }]) => status !== 'healthy').map(([name]) => name);
  const isFirst = told.size === 0;
  const type = 'system_status';
  const timestamp = new Date(clock.now()).toISOString();
  const changed = parts.filter(([component, { status }]) => told.get(component) !== status);
  for (const [component, { status, since, detail }] of changed) {
    const data = { component, status, since, degraded, ...(detail === undefined ? {} : { detail }) };
    await publish('system', { eventId: newUuid(clock), type, key: component, timestamp, data });
    told.set(component, status);
  }
  if (isFirst || changed.length === 0) return;
  const components = Object.fromEntries(parts.map(([name, { status }]) => [name, status]));
  const status = degraded.length === 0 ? 'healthy' : 'degraded';
  await publish('hitl', { eventId: newUuid(clock), type, timestamp, data: { status, components, degraded } });
}
