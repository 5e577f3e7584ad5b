import type { ReportReader } from '../types.ts';
import { npmAudit } from './npm-audit/index.ts';
import { sarifReader } from './sarif/index.ts';

/** Every report format of another tool by id, alphabetical. */
export const readers: ReadonlyMap<string, ReportReader> = new Map(
  [npmAudit, sarifReader].map((reader) => [reader.id, reader]),
);
