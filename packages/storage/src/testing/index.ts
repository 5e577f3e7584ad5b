/**
 * Real PostgreSQL for tests: a fresh, migrated database per call on one embedded server that all test processes share.
 * Nothing here runs in the product. `sql` is for measurements that look at the database itself. Start with `openTestDatabase`; `startPostgres` gives a server that a test may stop.
 */

export { sql } from 'kysely';
export { openTestDatabase, type TestDatabase, type TestDatabaseOptions } from './open-test-database.ts';
export { startPostgres, type TestPostgres } from './start-postgres.ts';
