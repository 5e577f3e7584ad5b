/**
 * Fakes for tests of other packages: a logger that keeps its lines. Metrics need none: `createMetricsRegistry` is cheap
 * and `registry.value` reads one series.
 */
export { type RecordedLine, recordingLogger } from './recording-logger.ts';
