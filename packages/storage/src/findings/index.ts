export type { FindingTables } from './tables.ts';
