import { errors } from './errors.ts';
import { type HealthCheck, type Module, type Readiness, type Running, startOrder } from './modules.ts';

/** What a lifecycle tells as it goes; the server logs it. */
export interface LifecycleEvents {
  started?(name: string, tookMs: number): void;
  stopped?(name: string, tookMs: number): void;
  /** A module failed to stop or did not stop in time; the others are stopped all the same. */
  stopFailed?(name: string, error: unknown): void;
}

/** A set of started modules. */
export interface Lifecycle<Route> {
  readonly routes: readonly Route[];
  readonly checks: readonly HealthCheck[];
  value(name: string): unknown;
  /** Per module. */
  readiness(): ReadonlyMap<string, Readiness>;
  /** Reverse order of the start; returns the names of those that hung past the deadline. Later calls join the first. */
  stop(deadlineMs: number): Promise<readonly string[]>;
}

/**
 * Starts what the targets need, each after its needs (topological). When one fails, those already started are stopped
 * in reverse and `modules.start_failed` names the one that failed, with its cause.
 */
export async function startModules<Route>(
  modules: readonly Module<Route>[],
  targets: readonly string[],
  events: LifecycleEvents = {},
): Promise<Lifecycle<Route>> {
  const running = new Map<string, Running<unknown, Route>>();
  for (const module of startOrder(modules, targets)) {
    const beganMs = performance.now();
    try {
      const needs = new Map(module.needs.map((need) => [need, running.get(need)?.value]));
      running.set(module.name, await module.start(needs));
      events.started?.(module.name, performance.now() - beganMs);
    } catch (cause) {
      await stopAll(running, 10_000, events);
      const text = cause instanceof Error ? cause.message : String(cause);
      throw errors.start_failed(`${module.name} did not start: ${text}`, { module: module.name }, cause);
    }
  }
  let stopping: Promise<readonly string[]> | undefined;
  const all = () => [...running.values()];
  return {
    routes: all().flatMap(({ routes }) => routes ?? []),
    checks: all().flatMap(({ checks }) => checks ?? []),
    value: (name) => running.get(name)?.value,
    readiness: () => new Map([...running].map(([name, module]) => [name, module.ready?.() ?? { ready: true }])),
    stop: (deadlineMs) => {
      stopping ??= stopAll(running, deadlineMs, events);
      return stopping;
    },
  };
}

/** What a module may still take when the deadline has passed while another one hung. */
const graceMs = 1_000;

async function stopAll<Route>(
  running: ReadonlyMap<string, Running<unknown, Route>>,
  deadlineMs: number,
  events: LifecycleEvents,
): Promise<readonly string[]> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), deadlineMs);
  const endMs = performance.now() + deadlineMs;
  const hung: string[] = [];
  for (const [name, module] of [...running].reverse()) {
    if (module.stop === undefined) continue;
    const beganMs = performance.now();
    try {
      if (await endsWithin(module.stop(deadline.signal), Math.max(graceMs, endMs - beganMs))) {
        events.stopped?.(name, performance.now() - beganMs);
        continue;
      }
      hung.push(name);
      events.stopFailed?.(name, errors.stop_hung(`${name} did not stop within ${deadlineMs} ms`));
    } catch (error) {
      events.stopFailed?.(name, error);
    }
  }
  clearTimeout(timer);
  return hung;
}

async function endsWithin(work: Promise<void>, limitMs: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), limitMs);
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
