/**
 * Real PostgreSQL for tests: a fresh, migrated database per call on one embedded server that all test processes share.
 * Nothing here runs in the product. Start with `openTestDatabase`; `startPostgres` gives a server that a test may stop.
 */
export { openTestDatabase, type TestDatabase, type TestDatabaseOptions } from './open-test-database.ts';
export { startPostgres, type TestPostgres } from './start-postgres.ts';
