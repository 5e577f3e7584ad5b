export { type AuditQuery, type AuditRow, auditRows } from './entries.ts';
export { auditLeafRows } from './leaves.ts';
export { auditNameRows } from './names.ts';
export type { AuditTables } from './tables.ts';
