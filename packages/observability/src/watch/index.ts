export { type ProcessWatch, type ProcessWatchOptions, startProcessWatch } from './process-watch.ts';
export { type StallOptions, type StallReport, startStallWatch } from './stall-watch.ts';
export { createStuckJobs, type StuckJob, type StuckJobs, type WatchedJob } from './stuck-jobs.ts';
