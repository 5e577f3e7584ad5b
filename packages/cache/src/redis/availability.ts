import type { Clock } from '@maximus/kernel';
import type { Logger } from '@maximus/observability';
import { backOffMs } from './back-off.ts';
import type { RedisState } from './types.ts';

const failuresToLeave = 3;
const failureWindowMs = 5_000;
const warnEveryMs = 60_000;

/** What availability needs of its client. */
export interface AvailabilityNeeds {
  /** Never steps. */
  readonly clock: Clock;
  readonly logger: Logger;
  /** Rejects unless Redis can serve reads and writes; ends within the command time-out. */
  probe(): Promise<void>;
  /** Gives up connections that are open and answer nothing. */
  reopen(): void;
  /** Runs while still `down`, after a probe has passed. */
  restore(): Promise<void>;
  /** Runs in the same turn as the change. */
  changed(state: RedisState): void;
}

/** Decides whether commands go to Redis or to local memory (platform.md §7). */
export interface Availability {
  readonly state: RedisState;
  /** Whether any probe has passed yet. */
  readonly everUp: boolean;
  /** Milliseconds of all outages, the present one included. */
  downMs(): number;
  /** A command or a connection failed: three within five seconds end the service of Redis. */
  failed(error: unknown): void;
  /** The caller has waited long enough for the first probe: what is away from here on is worth a warning. */
  begin(): void;
  /** A connection stands again: looked at now rather than at the next try. */
  connected(): void;
  close(): void;
}

/** Starts `down`; a first probe is up to `connected` or to the back-off. */
export function watchAvailability(needs: AvailabilityNeeds): Availability {
  const { clock, logger } = needs;
  let state: RedisState = 'down';
  let everUp = false;
  let closed = false;
  let failures: number[] = [];
  let lastError: unknown;
  let downSinceMs = clock.now();
  let downBeforeMs = 0;
  let warnedMs = Number.NEGATIVE_INFINITY;
  let tries = 0;
  let timer: NodeJS.Timeout | undefined;
  let probing = false;
  let probeAgain = false;

  const isUp = () => state === 'up';
  const warn = (): void => {
    if (clock.now() - warnedMs < warnEveryMs) return;
    warnedMs = clock.now();
    const away = Math.round((clock.now() - downSinceMs) / 1_000);
    logger.warn({ err: lastError, away_seconds: away }, 'Redis is away; local memory stands in');
  };
  const plan = (): void => {
    clearTimeout(timer);
    tries += 1;
    timer = setTimeout(() => void look(), backOffMs(tries));
    timer.unref();
  };
  const look = async (): Promise<void> => {
    if (closed || isUp()) return;
    if (probing) {
      probeAgain = true;
      return;
    }
    probing = true;
    probeAgain = false;
    try {
      await needs.probe();
      await needs.restore();
      if (!closed) rise();
    } catch (error) {
      if (closed) return;
      lastError = error;
      needs.reopen();
      warn();
    } finally {
      probing = false;
    }
    if (closed || isUp()) return;
    if (probeAgain) void look();
    else plan();
  };
  const rise = (): void => {
    clearTimeout(timer);
    const awayMs = clock.now() - downSinceMs;
    downBeforeMs += awayMs;
    state = 'up';
    tries = 0;
    failures = [];
    if (everUp || warnedMs > Number.NEGATIVE_INFINITY) {
      logger.info({ away_seconds: Math.round(awayMs / 1_000) }, 'Redis is back');
    }
    everUp = true;
    needs.changed(state);
  };
  const fall = (): void => {
    state = 'down';
    downSinceMs = clock.now();
    warn();
    needs.changed(state);
    plan();
  };
  plan();
  return {
    get state() {
      return state;
    },
    get everUp() {
      return everUp;
    },
    downMs: () => downBeforeMs + (state === 'down' ? clock.now() - downSinceMs : 0),
    failed(error) {
      lastError = error;
      if (closed || state === 'down') return;
      const nowMs = clock.now();
      failures = failures.filter((atMs) => nowMs - atMs < failureWindowMs);
      failures.push(nowMs);
      if (failures.length >= failuresToLeave) fall();
    },
    begin() {
      if (!isUp()) warn();
    },
    connected: () => void look(),
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
