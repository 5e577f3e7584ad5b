export type { ScanTables } from './tables.ts';
