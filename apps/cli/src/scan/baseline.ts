import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ReportFinding } from '@maximus/contracts';
import { compareWithBaseline, readBaseline } from '@maximus/reports';
import { errors } from '../errors.ts';
import type { CommandIo } from '../terminal/io.ts';

/** Reads the baseline at once, so that a broken one fails before the scan; marks what it lacks. */
export function createCompare(
  file: string,
  io: CommandIo,
): (findings: readonly ReportFinding[]) => Promise<readonly ReportFinding[]> {
  let text: string;
  try {
    text = readFileSync(resolve(io.workingFolder, file), 'utf8');
  } catch (cause) {
    throw errors.missing_argument(`--baseline ${file} cannot be read`, { file }, cause);
  }
  const baseline = readBaseline(text, file);
  if (!baseline.ok) throw baseline.error;
  return async (findings) => compareWithBaseline(findings, baseline.value);
}
