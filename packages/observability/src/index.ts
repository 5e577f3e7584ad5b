/**
 * What a running process tells of itself: log lines, metrics, traces, health, and the ids that tie them together. Not a
 * place for what is measured: each package declares its own table in `metrics.ts` and is given a `Logger`. Every part
 * works without a set-up (`silentLogger`, no registry, no exporter). Read metrics/table.ts and correlation.ts first.
 */
export { acceptCorrelationId, type Correlation, correlation } from './correlation.ts';
export { errors } from './errors.ts';
export * from './health/index.ts';
export * from './logger/index.ts';
export * from './metrics/index.ts';
export { platformMetrics } from './metrics.ts';
export * from './setup/index.ts';
export * from './tracing/index.ts';
export * from './watch/index.ts';
