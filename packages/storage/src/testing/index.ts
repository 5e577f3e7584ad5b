/**
 * Real PostgreSQL for tests: a fresh, migrated database per call on one embedded server that all test processes share.
 * Nothing here runs in the product. Start with `openTestDatabase`.
 */
export { openTestDatabase, type TestDatabase, type TestDatabaseOptions } from './open-test-database.ts';
