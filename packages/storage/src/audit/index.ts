export { type AuditCheckpointRow, type AuditKeyRow, auditCheckpointRows } from './checkpoints.ts';
export { type AuditQuery, type AuditRow, auditRows } from './entries.ts';
export { type AuditExportRow, auditExportRows } from './export-rows.ts';
export { auditLeafRows } from './leaves.ts';
export { auditNameRows } from './names.ts';
export type { AuditTables } from './tables.ts';
