import type { Clock } from '@maximus/kernel';
import type { Logger, MetricsRegistry, StuckJobs } from '@maximus/observability';
import type { ServerConfig } from '../config/schema.ts';

/** What every module of this process may take from the process itself. */
export interface ServerContext {
  readonly config: ServerConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly registry: MetricsRegistry | undefined;
  readonly jobs: StuckJobs;
  /** Absolute. */
  readonly dataDir: string;
  readonly version: string;
  /** Address that people use, without a slash at its end. */
  readonly publicUrl: string;
}

/** The value of a module that another one needs; the order of the start guarantees it. */
export function needOf<T>(needs: ReadonlyMap<string, unknown>, name: string): T {
  return needs.get(name) as T;
}
