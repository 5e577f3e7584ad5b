export { bindMetrics } from './bind.ts';
export type { Counter, Gauge, HandleOf, Handles, Histogram, LabelValues } from './handles.ts';
export { createMetricsRegistry, type MetricsRegistry } from './registry.ts';
export { defineMetrics, type MetricLabels, type MetricRow, type MetricService, type MetricsTable } from './table.ts';
