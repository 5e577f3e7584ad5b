export {
  askToCancel,
  beginScan,
  endScan,
  findScan,
  isCancelAsked,
  listScans,
  type NewScan,
  requestScan,
  type ScanEnd,
  type ScanRow,
  scanByUuid,
} from './scans.ts';
export type { ScanTables } from './tables.ts';
