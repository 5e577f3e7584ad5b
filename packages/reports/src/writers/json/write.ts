import type { ScanReport } from '@maximus/contracts';

/** The report with the keys in the order in which it was built, two spaces deep. */
export function write(report: ScanReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
