import type { ReportFinding, ScanReport } from '@maximus/contracts';
import { cut, pad, plain, widthOf, wrap } from '../../terminal/style.ts';
import { footer } from './footer.ts';
import { packageBlock, type TableStyle } from './package-block.ts';
import { dayWords, plural } from './words.ts';

function byFile(report: ScanReport): ReadonlyMap<string, ReadonlyMap<string, ReportFinding[]>> {
  const files = new Map<string, Map<string, ReportFinding[]>>();
  for (const finding of report.findings) {
    const file = finding.occurrences[0]?.file ?? '(imported)';
    const packages = files.get(file) ?? new Map<string, ReportFinding[]>();
    files.set(file, packages);
    const list = packages.get(finding.package.purl);
    if (list === undefined) packages.set(finding.package.purl, [finding]);
    else list.push(finding);
  }
  return files;
}

function fileLine(file: string, report: ScanReport, style: TableStyle): string {
  const entry = report.files.find((candidate) => candidate.path === file);
  const right = entry === undefined ? '' : plural(entry.component_count, 'entry', 'entries');
  const left = cut(plain(file), style.width - widthOf(right) - 2);
  return `${style.paint(pad(left, style.width - widthOf(right)), 'bold', 'underline')}${style.paint(right, 'dim')}`;
}

/** The report as a person reads it in a terminal: by file, then by package, most urgent first. Ends with a line break. */
export function drawTable(report: ScanReport, style: TableStyle): string {
  const read = report.files.filter((file) => file.status === 'parsed' || file.status === 'partial').length;
  const { records, built_at, newest_modified } = report.index;
  // The date of the index says when it was written; only the newest advisory says how far the data reach.
  const newest = newest_modified === undefined ? '' : `, data to ${dayWords(newest_modified)}`;
  const head = `${plural(read, 'file')}, ${plural(report.summary.packages, 'package')}, ${plural(records, 'advisory', 'advisories')} (index of ${dayWords(built_at)}${newest})`;
  const legend = 'On the left what comes first (priority), beside an id how bad it is (severity).';
  const intro = report.findings.length === 0 ? [head] : [head, legend];
  const lines = intro.flatMap((text) => wrap(text, style.width)).map((line) => style.paint(line, 'dim'));
  for (const [file, packages] of byFile(report)) {
    lines.push('', fileLine(file, report, style));
    for (const findings of packages.values()) lines.push('', ...packageBlock(findings, style));
  }
  lines.push('', ...footer(report, style));
  return `${lines.join('\n')}\n`;
}
