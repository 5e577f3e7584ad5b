export {
  askToCancel,
  beginScan,
  dropUpload,
  endScan,
  findScan,
  isCancelAsked,
  listScans,
  type NewScan,
  requestScan,
  type ScanEnd,
  type ScanFacts,
  type ScanRow,
  scanByUuid,
  scanFactsOf,
  scanSortColumns,
} from './scans.ts';
export type { ScanTables } from './tables.ts';
