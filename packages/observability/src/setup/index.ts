export { type Observability, type ObservabilityOptions, setupObservability } from './setup.ts';
export type { TrackedRequest, Tracking } from './track.ts';
