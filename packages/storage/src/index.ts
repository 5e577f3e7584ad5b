/**
 * PostgreSQL for every part: the pool and its transactions, the embedded server, the schema and its steps, and what every
 * service stands on (outbox, inbox, dead letters, idempotency keys, jobs). Each area's repositories live in its folder.
 * No business rules. Read database/types.ts and open-storage.ts first.
 */
export * from './audit/index.ts';
export * from './bulk/index.ts';
export { DatabaseConfig } from './config.ts';
export {
  type ConnectionSecrets,
  type ConnectionSettings,
  type Database,
  type DatabaseOptions,
  isUniqueViolation,
  type OpenDatabase,
  type OutgoingEvent,
  openDatabase,
  openSession,
  type PoolHolder,
  type PoolState,
  parseDatabaseUrl,
  type Session,
  type SessionLimits,
  type SessionOptions,
  type SlowQuery,
  type StorageLog,
  sqlStateOf,
  type TlsSettings,
  type Tx,
  type Writer,
} from './database/index.ts';
export * from './dead-letters/index.ts';
export { type EmbeddedOptions, type EmbeddedServer, startEmbedded } from './embedded/index.ts';
export { errors } from './errors.ts';
export * from './estate/index.ts';
export * from './feeds/index.ts';
export * from './findings/index.ts';
export * from './health/index.ts';
export * from './herald/index.ts';
export * from './idempotency/index.ts';
export * from './identity/index.ts';
export * from './images/index.ts';
export * from './inbox/index.ts';
export * from './jobs/index.ts';
export * from './lists/index.ts';
export { storageMetrics } from './metrics.ts';
export {
  type Migration,
  type MigrationReport,
  type MigrationSql,
  migrations,
  runMigrations,
} from './migrations/index.ts';
export { openStorage, type Storage, type StorageOptions } from './open-storage.ts';
export * from './outbox/index.ts';
export * from './remediation/index.ts';
export * from './review/index.ts';
export * from './scans/index.ts';
export * from './slack/index.ts';
export * from './states/index.ts';
export type { Tables } from './tables.ts';
