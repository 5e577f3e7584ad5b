import type { ReportReader } from '../types.ts';
import { grype } from './grype/index.ts';
import { npmAudit } from './npm-audit/index.ts';
import { osvScanner } from './osv-scanner/index.ts';
import { pipAudit } from './pip-audit/index.ts';
import { sarifReader } from './sarif/index.ts';
import { snyk } from './snyk/index.ts';
import { trivy } from './trivy/index.ts';

/** Every report format of another tool by id, alphabetical. At most one detects a document. */
export const readers: ReadonlyMap<string, ReportReader> = new Map(
  [grype, npmAudit, osvScanner, pipAudit, sarifReader, snyk, trivy].map((reader) => [reader.id, reader]),
);
