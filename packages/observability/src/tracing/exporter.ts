import { trace } from '@opentelemetry/api';

/** Where traces go and how many. */
export interface TraceExport {
  /** `http://host:4318/v1/traces` of an OTLP/HTTP collector. */
  readonly url: string;
  /** Share of new traces that is kept, 0–1; a trace that comes in keeps the decision of its sender. */
  readonly ratio: number;
  readonly service: string;
  readonly version: string;
  readonly environment: string;
}

/** A running exporter; `stop` sends what waits. */
export interface RunningExport {
  stop(): Promise<void>;
}

/**
 * Starts recording spans and sending them in batches. The SDK is loaded here and nowhere else, so that a process without
 * tracing does not carry it. A collector that is away costs spans, never work.
 */
export async function startTraceExport(options: TraceExport): Promise<RunningExport> {
  const [sdk, { resourceFromAttributes }, { OTLPTraceExporter }] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ]);
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({
      'service.name': options.service,
      'service.version': options.version,
      'deployment.environment.name': options.environment,
    }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(options.ratio) }),
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: options.url, timeoutMillis: 5_000 }),
        maxQueueSize: 2_048,
        exportTimeoutMillis: 5_000,
      }),
    ],
  });
  trace.setGlobalTracerProvider(provider);
  return {
    stop: async () => {
      await provider.shutdown();
      trace.disable();
    },
  };
}
