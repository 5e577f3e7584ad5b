export type { EstateTables } from './tables.ts';
