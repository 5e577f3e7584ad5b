export { storageChecks } from './storage-checks.ts';
