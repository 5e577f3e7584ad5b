import { bindMetrics, type MetricsRegistry } from '../metrics/index.ts';
import { platformMetrics } from '../metrics.ts';

/** One answered request. */
export interface TrackedRequest {
  readonly method: string;
  /** Pattern with its parameters' names, never the path itself. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
  /** Code of the problem it ended in. */
  readonly errorType?: string;
}

/** What every part counts alike (platform.md §4). */
export interface Tracking {
  trackRequest(request: TrackedRequest): void;
  /** Counts and times an operation; a rejected one counts as failed and is passed on. */
  trackOperation<T>(operationType: string, work: () => Promise<T>): Promise<T>;
  /** Requests in hand. */
  setActive(requests: number): void;
}

/** Tracking on the platform's own metrics. */
export function createTracking(registry: MetricsRegistry | undefined): Tracking {
  const metrics = bindMetrics(platformMetrics, registry);
  let active = 0;
  metrics.http_active_requests.collect((record) => record(active));
  return {
    trackRequest: ({ method, route, status, seconds, errorType }) => {
      metrics.http_requests_total.inc({ method, route, status: String(status) });
      metrics.http_request_duration_seconds.observe({ method, route }, seconds);
      if (errorType !== undefined) metrics.http_errors_total.inc({ error_type: errorType, route });
    },
    trackOperation: async (operation_type, work) => {
      const beganMs = performance.now();
      const end = (status: 'succeeded' | 'failed') => {
        metrics.operation_runs_total.inc({ operation_type, status });
        metrics.operation_duration_seconds.observe({ operation_type, status }, (performance.now() - beganMs) / 1_000);
      };
      try {
        const result = await work();
        end('succeeded');
        return result;
      } catch (error) {
        end('failed');
        throw error;
      }
    },
    setActive: (requests) => {
      active = requests;
    },
  };
}
