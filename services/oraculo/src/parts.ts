import type { Clock } from '@maximus/kernel';
import type { Logger } from '@maximus/observability';
import type { Database } from '@maximus/storage';
import type { OraculoConfig } from './config.ts';
import type { KnownComponents } from './imports/known-components.ts';
import type { IndexHolder } from './live-index/index-holder.ts';
import type { OraculoMetrics } from './metrics.ts';

/** What every part of Oráculo works with. */
export interface Parts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: OraculoMetrics;
  readonly index: IndexHolder;
  readonly known: KnownComponents;
  readonly config: OraculoConfig;
  /** Of the program, for `oraculo_version` and `tool`. */
  readonly version: string;
}
