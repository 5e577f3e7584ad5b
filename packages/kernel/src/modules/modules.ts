import { errors } from './errors.ts';

/** Whether a module may take traffic; `reason` is shown by `/ready`. */
export type Readiness = { readonly ready: true } | { readonly ready: false; readonly reason: string };

/** What one health check found (platform.md §5). */
export interface CheckResult {
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  readonly detail?: string;
}

/** One entry of `/health`. The server runs it apart from the others, at most 1 s, and keeps the answer 5 s. */
export interface HealthCheck {
  readonly name: string;
  /** The server works on without it: when it fails or hangs the whole is degraded, not unhealthy. */
  readonly optional?: boolean;
  check(signal: AbortSignal): Promise<CheckResult>;
}

/** A started module: what it gives to those that need it, and how it is asked and ended. */
export interface Running<Value, Route = never> {
  readonly value: Value;
  /** Mounted by the server once every module has started. */
  readonly routes?: readonly Route[];
  readonly checks?: readonly HealthCheck[];
  ready?(): Readiness;
  /** Ends work in hand; aborted at the deadline. Called once, after everything that needs this module has stopped. */
  stop?(deadline: AbortSignal): Promise<void>;
}

/** One part of the process: its name, the modules whose values it takes, and how it starts. */
export interface Module<Route = never> {
  readonly name: string;
  readonly needs: readonly string[];
  start(needs: ReadonlyMap<string, unknown>): Promise<Running<unknown, Route>>;
}

/** Modules in an order in which each comes after what it needs; only those that the targets reach. */
export function startOrder<R>(modules: readonly Module<R>[], targets: readonly string[]): readonly Module<R>[] {
  const byName = new Map(modules.map((module) => [module.name, module]));
  const order: Module<R>[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (name: string, path: readonly string[]): void => {
    if (state.get(name) === 'done') return;
    if (state.get(name) === 'open') throw errors.cycle(`${[...path, name].join(' → ')} is a circle`);
    const module = byName.get(name);
    if (module === undefined) {
      const asker = path.at(-1);
      throw errors.unknown(`there is no module "${name}"${asker === undefined ? '' : `, which ${asker} needs`}`);
    }
    state.set(name, 'open');
    for (const need of module.needs) visit(need, [...path, name]);
    state.set(name, 'done');
    order.push(module);
  };
  for (const target of targets) visit(target, []);
  return order;
}
