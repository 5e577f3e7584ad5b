import type { Audit } from '@maximus/audit';
import type { Clock } from '@maximus/kernel';
import type { Logger } from '@maximus/observability';
import type { Database, Jobs } from '@maximus/storage';
import type { HitlMetrics } from './metrics.ts';

/** What every part of review works with. */
export interface Parts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: HitlMetrics;
  readonly jobs: Pick<Jobs, 'enqueue'>;
  readonly audit: Pick<Audit, 'append'>;
}

/** What makes something happen. */
export interface Cause {
  /** Of the event or the request. */
  readonly id: string;
  readonly requestId?: string;
  readonly userAgent?: string;
}
