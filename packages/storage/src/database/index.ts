export { clientConfig, type SessionLimits } from './client-config.ts';
export type { PoolHolder } from './connection-pool.ts';
export { CopyInput } from './copy-input.ts';
export { createPool, type PoolOptions } from './create-pool.ts';
export type { SlowQuery } from './database-watch.ts';
export { type DatabaseOptions, type OpenDatabase, openDatabase, type PoolState } from './open-database.ts';
export { openSession, type Session, type SessionOptions } from './open-session.ts';
export { isTransient, isUniqueViolation, sqlStateOf, storageError } from './postgres-error.ts';
export type { ConnectionSettings, Database, OutgoingEvent, StorageLog, TlsSettings, Tx, Writer } from './types.ts';
