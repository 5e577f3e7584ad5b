/**
 * PostgreSQL for every part: the pool and its transactions, the embedded server, the schema and its steps, and what every
 * service stands on (outbox, inbox, dead letters, idempotency keys, jobs). Each area's repositories live in its folder.
 * No business rules. Read database/types.ts first.
 */
export * from './audit/index.ts';
export {
  type ConnectionSettings,
  type Database,
  type DatabaseOptions,
  isUniqueViolation,
  type OpenDatabase,
  type OutgoingEvent,
  openDatabase,
  type PoolHolder,
  type PoolState,
  type SessionLimits,
  type SlowQuery,
  type TlsSettings,
  type Tx,
  type Writer,
} from './database/index.ts';
export { type EmbeddedOptions, type EmbeddedServer, startEmbedded } from './embedded/index.ts';
export { errors } from './errors.ts';
export * from './estate/index.ts';
export * from './feeds/index.ts';
export * from './findings/index.ts';
export * from './identity/index.ts';
export type { Inbox } from './inbox/index.ts';
export type { EnqueueOptions, JobContext, JobHandler, JobSettings, Jobs, Singleton } from './jobs/index.ts';
export {
  type Migration,
  type MigrationReport,
  type MigrationSql,
  migrations,
  runMigrations,
} from './migrations/index.ts';
export type { Outbox, OutboxRow } from './outbox/index.ts';
export * from './scans/index.ts';
export type { Tables } from './tables.ts';
