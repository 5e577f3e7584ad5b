export type { EnqueueOptions, JobContext, JobHandler, JobSettings, Jobs, Singleton } from './types.ts';
