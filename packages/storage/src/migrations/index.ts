export { migrations } from './registry.ts';
export { type MigrationReport, runMigrations } from './run-migrations.ts';
export type { Migration, MigrationSql } from './types.ts';
