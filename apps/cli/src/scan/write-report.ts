import type { ScanReport } from '@maximus/contracts';
import type { CommandIo } from '../terminal/io.ts';

/** A report in a format of the reports package. */
export function writeReport(format: string, report: ScanReport, io: CommandIo): string {
  void format;
  void io;
  return JSON.stringify(report);
}
