import { AsyncLocalStorage } from 'node:async_hooks';
import { type Clock, newUuid } from '@maximus/kernel';

/** What ties log lines, audit rows and events of one business chain together (platform.md §4). */
export interface Correlation {
  /** The business chain; lasts for days. Not the trace id. */
  readonly correlationId: string;
  /** The event or request that caused this work. */
  readonly causationId?: string | null;
  /** The HTTP request in hand. */
  readonly requestId?: string;
}

const storage = new AsyncLocalStorage<Correlation>();
const acceptable = /^[A-Za-z0-9._-]{1,128}$/;

/** The correlation of the work that runs now, carried by AsyncLocalStorage across awaits, timers and streams. */
export const correlation = {
  /** Runs work under a correlation. */
  run: <T>(context: Correlation, work: () => T): T => storage.run(context, work),
  /** The correlation in force; `undefined` outside of any. */
  current: (): Correlation | undefined => storage.getStore(),
} as const;

/** An id from outside when it is one (1–128 of `[A-Za-z0-9._-]`), else a new one. */
export function acceptCorrelationId(offered: unknown, clock: Clock): string {
  return typeof offered === 'string' && acceptable.test(offered) ? offered : newUuid(clock);
}
