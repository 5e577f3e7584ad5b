import type { ScanReport } from '@maximus/contracts';
import { writers } from '@maximus/reports';
import { errors } from '../errors.ts';
import type { CommandIo } from '../terminal/io.ts';

/** A report in a format of the reports package. */
export function writeReport(format: string, report: ScanReport, io: CommandIo): string {
  const writer = writers.get(format);
  if (writer === undefined) throw errors.bad_option(`--format ${format} is not known`);
  return writer.write(report, { now: io.clock.now() });
}
