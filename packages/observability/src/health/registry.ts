import { type CheckResult, type Clock, type HealthCheck, isAppError } from '@maximus/kernel';

/** One check as `/health` shows it. */
export interface CheckReport extends CheckResult {
  readonly latency_ms: number;
  /** When it took on its present status (RFC 3339). */
  readonly since: string;
}

/** The state of the whole. */
export interface HealthReport {
  readonly status: CheckResult['status'];
  readonly checks: Readonly<Record<string, CheckReport>>;
}

/** How a registry asks. */
export interface HealthOptions {
  readonly clock: Clock;
  /** What one check may take. */
  readonly limitMs?: number;
  /** How long an answer is kept. */
  readonly keepMs?: number;
}

/** Asks every check, each apart from the others. */
export interface HealthRegistry {
  add(check: HealthCheck): void;
  report(): Promise<HealthReport>;
}

interface Entry {
  readonly check: HealthCheck;
  report?: CheckReport;
  askedAtMs: number;
  inFlight?: Promise<CheckReport>;
}

const order = { healthy: 0, degraded: 1, unhealthy: 2 } as const;

/**
 * Health of a process (platform.md §5): each check has 1 s, its answer is kept 5 s, and one that hangs holds nobody up and
 * is not asked a second time meanwhile. A check that fails or hangs is unhealthy, an optional one degraded. While the process
 * itself stands still no check is late: it has its second once more, once.
 */
export function createHealthRegistry({ clock, limitMs = 1_000, keepMs = 5_000 }: HealthOptions): HealthRegistry {
  const entries = new Map<string, Entry>();

  const settle = (entry: Entry, result: CheckResult, latencyMs: number): CheckReport => {
    const unchanged = entry.report?.status === result.status;
    const since = unchanged ? entry.report?.since : undefined;
    entry.report = {
      ...result,
      latency_ms: Math.round(latencyMs),
      since: since ?? new Date(clock.now()).toISOString(),
    };
    entry.askedAtMs = clock.now();
    return entry.report;
  };

  const ask = (entry: Entry): Promise<CheckReport> => {
    const { report } = entry;
    if (report !== undefined && Math.abs(clock.now() - entry.askedAtMs) < keepMs) return Promise.resolve(report);
    entry.inFlight ??= run(entry, limitMs).then(({ result, latencyMs, settled }) => {
      // A hanging check stays in flight until it ends, so that it is not piled up.
      settled.finally(() => delete entry.inFlight);
      return settle(entry, result, latencyMs);
    });
    return entry.inFlight;
  };

  return {
    add: (check) => {
      entries.set(check.name, { check, askedAtMs: Number.NEGATIVE_INFINITY });
    },
    report: async () => {
      const names = [...entries.keys()].sort();
      const reports = await Promise.all(names.map((name) => ask(entries.get(name) as Entry)));
      const worst = Math.max(0, ...reports.map(({ status }) => order[status]));
      return {
        status: worst === 2 ? 'unhealthy' : worst === 1 ? 'degraded' : 'healthy',
        checks: Object.fromEntries(names.map((name, at) => [name, reports[at] as CheckReport])),
      };
    },
  };
}

interface Asked {
  readonly result: CheckResult;
  readonly latencyMs: number;
  /** Resolves when the check has really ended. */
  readonly settled: Promise<unknown>;
}

/** A timer that is so late did not wait for a check, but for a process that had no turn. */
const stalledMs = 100;

async function run({ check }: Entry, limitMs: number): Promise<Asked> {
  const away = check.optional === true ? 'degraded' : 'unhealthy';
  const beganMs = performance.now();
  const limit = new AbortController();
  const { promise: late, resolve } = Promise.withResolvers<CheckResult>();
  let mayStall = true;
  const giveUp = () => {
    if (mayStall && performance.now() - beganMs > limitMs + stalledMs) {
      // It was this process that stood still: the answer may be there already, and nobody has looked.
      mayStall = false;
      timer = setTimeout(giveUp, limitMs);
      return;
    }
    limit.abort();
    resolve({ status: away, detail: `no answer within ${limitMs} ms` });
  };
  let timer = setTimeout(giveUp, limitMs);
  const answer = Promise.resolve()
    .then(() => check.check(limit.signal))
    .catch((error: unknown): CheckResult => {
      const detail = isAppError(error) || error instanceof Error ? error.message : String(error);
      return { status: away, detail };
    });
  const result = await Promise.race([answer, late]);
  clearTimeout(timer);
  return { result, latencyMs: performance.now() - beganMs, settled: answer };
}
