import type { Audit } from '@maximus/audit';
import type { Clock } from '@maximus/kernel';
import type { Logger } from '@maximus/observability';
import type { Database, Jobs } from '@maximus/storage';
import type { HeraldMetrics } from './metrics.ts';
import type { SendMail } from './sending/guarded-mail.ts';
import type { SendGuarded } from './sending/guarded-request.ts';

/** What every part of notifications works with. */
export interface Parts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: HeraldMetrics;
  readonly jobs: Pick<Jobs, 'enqueue'>;
  readonly audit: Pick<Audit, 'append'>;
  readonly send: SendGuarded;
  readonly sendMail: SendMail;
  /** Secrets by name, the newest first; none where there is no such file. */
  readonly secretsOf: (name: string) => Promise<readonly string[]>;
  /** Which questions people may answer where they are told of them. */
  readonly answers: 'none' | 'light' | 'all';
  /** Address that people use, without a slash at its end. */
  readonly publicUrl: string;
}
