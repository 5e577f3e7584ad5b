export type { PurgeReport } from './purge.ts';
export { registerRetention } from './register-retention.ts';
