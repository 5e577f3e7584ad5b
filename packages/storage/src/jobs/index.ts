export { createJobs, type JobsOptions } from './create-jobs.ts';
export { createSingleton, type OpenSingleton, type SingletonOptions } from './create-singleton.ts';
export { jobSchema, prepareJobs } from './job-schema.ts';
export type { JobTables } from './tables.ts';
export type { EnqueueOptions, JobContext, JobHandler, JobSettings, Jobs, Singleton } from './types.ts';
