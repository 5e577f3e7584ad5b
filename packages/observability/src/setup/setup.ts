import { correlation } from '../correlation.ts';
import { createLogger, type Logger, type LogLevel, type LogLevels, openDestination } from '../logger/index.ts';
import { bindMetrics, createMetricsRegistry, type MetricsRegistry } from '../metrics/index.ts';
import { platformMetrics } from '../metrics.ts';
import { type RunningExport, startTraceExport } from '../tracing/exporter.ts';
import { tracer } from '../tracing/tracer.ts';
import { createTracking, type Tracking } from './track.ts';

/** What one call sets up. */
export interface ObservabilityOptions {
  readonly service: string;
  readonly version: string;
  /** `production`, `development`, `test` or a name of the operator's. */
  readonly environment: string;
  readonly logLevel: LogLevel;
  readonly logFormat: 'json' | 'pretty';
  readonly logFile?: string;
  /** Regular expressions whose matches are masked in every log line. */
  readonly redact?: readonly string[];
  readonly enable: {
    readonly metrics: boolean;
    /** Collector and sampled share; absent means off. */
    readonly traces?: { readonly url: string; readonly ratio: number };
  };
  readonly info: { readonly commit: string; readonly node: string };
}

/** A process that tells of itself. */
export interface Observability {
  readonly logger: Logger;
  /** Levels, changeable at run time per logger. */
  readonly levels: LogLevels;
  readonly metrics: Tracking & { readonly registry: MetricsRegistry | undefined };
  readonly tracer: typeof tracer;
  readonly correlation: typeof correlation;
  /** Sends and writes what waits; called last. */
  stop(): Promise<void>;
}

/** Sets up logs, metrics and traces of a process in one call (platform.md §4). */
export async function setupObservability(options: ObservabilityOptions): Promise<Observability> {
  const { service, version, environment, enable } = options;
  const destination = await openDestination({
    format: options.logFormat,
    ...(options.logFile === undefined ? {} : { file: options.logFile }),
  });
  const { logger, levels } = createLogger({
    service,
    environment,
    level: options.logLevel,
    destination: destination.stream,
    ...(options.redact === undefined ? {} : { redact: options.redact }),
  });
  const registry = enable.metrics ? await createMetricsRegistry({ service, environment }) : undefined;
  bindMetrics(platformMetrics, registry).build_version_info.set({ version, ...options.info }, 1);
  const traces: RunningExport | undefined =
    enable.traces === undefined
      ? undefined
      : await startTraceExport({ ...enable.traces, service, version, environment });
  return {
    logger,
    levels,
    metrics: { registry, ...createTracking(registry) },
    tracer,
    correlation,
    stop: async () => {
      await traces?.stop();
      destination.close();
    },
  };
}
