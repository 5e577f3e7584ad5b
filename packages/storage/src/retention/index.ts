export { type PurgeReport, purge } from './purge.ts';
export { registerRetention } from './register-retention.ts';
