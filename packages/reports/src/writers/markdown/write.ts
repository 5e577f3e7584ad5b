import type { Incomplete, ReportFinding, ScanReport } from '@maximus/contracts';
import { alikeWords, changeWords, placeWords, severities, verdictWords } from '../../words/finding-words.ts';
import { counted } from '../../words/number-words.ts';
import { code, text } from './escape.ts';
import { findingBlock, findingRow } from './finding-block.ts';

/** GitHub takes 65,536 characters in a comment; what does not fit is counted, never dropped in silence. */
const budget = 60_000;
const maxIncomplete = 50;

function incompleteLine(item: Incomplete): string {
  const where = item.file === undefined ? '' : `${code(placeWords({ file: item.file, line: item.line }))}: `;
  const what = item.subject === undefined ? '' : `${code(item.subject)}: `;
  return `- ${where}${what}${text(item.message)}${alikeWords(item)}. ${text(item.help)}`;
}

function incompleteSection(items: readonly Incomplete[]): string[] {
  if (items.length === 0) return [];
  const shown = items.slice(0, maxIncomplete);
  const left = items.length - shown.length;
  return [
    '',
    `### ⚠️ Could not check (${items.length})`,
    '',
    'Nothing is said about these. They may hold vulnerabilities.',
    '',
    ...shown.map(incompleteLine),
    ...(left > 0 ? [`- and ${left} more, in the JSON report`] : []),
  ];
}

function summaryTable({ summary }: ScanReport): string[] {
  const changes = Object.entries(summary.by_fixable).filter(([, count]) => count > 0);
  const words = changes.map(([change, count]) => `${count} × ${changeWords[change as keyof typeof changeWords]}`);
  return [
    '',
    `| ${severities.join(' | ')} | exploited (KEV) | malware |`,
    `|${'---:|'.repeat(severities.length + 2)}`,
    `| ${severities.map((word) => summary.by_severity[word]).join(' | ')} | ${summary.kev} | ${summary.malware} |`,
    ...(words.length === 0 ? [] : ['', `By change: ${words.join(', ')}.`]),
  ];
}

function totals({ summary }: ScanReport): string {
  const parts = [
    counted(summary.findings, 'finding'),
    ...(summary.new_findings === undefined ? [] : [`${summary.new_findings} new`]),
    ...(summary.ignored > 0 ? [`${summary.ignored} ignored by rule`] : []),
    ...(summary.filtered > 0 ? [`${summary.filtered} held back by a setting`] : []),
  ];
  return `${parts.join(', ')} in ${counted(summary.packages, 'package')} of ${counted(summary.files, 'file')}.`;
}

function findingSections(findings: readonly ReportFinding[], room: number): string[] {
  if (findings.length === 0) return [];
  const rows = ['', '### Findings', '', '| severity | package | flaw | fix | found in |', '|---|---|---|---|---|'];
  const blocks: string[] = [];
  let left = room;
  let shownRows = 0;
  let shownBlocks = 0;
  // Rows first: a short line for each beats the whole story of a few.
  for (const finding of findings) {
    const row = findingRow(finding);
    if (left < row.length) break;
    left -= row.length + 1;
    rows.push(row);
    shownRows++;
  }
  for (const finding of findings) {
    const block = findingBlock(finding);
    if (left < block.length) break;
    left -= block.length + 1;
    blocks.push(block);
    shownBlocks++;
  }
  const missing = findings.length - shownRows;
  const folded = findings.length - shownBlocks;
  return [
    ...rows,
    ...(missing > 0 ? ['', `**${counted(missing, 'more finding')}** did not fit; the JSON report has them.`] : []),
    ...(blocks.length === 0 ? [] : ['', '### Why, where and how', '', ...blocks]),
    ...(folded > 0 && blocks.length > 0 ? ['', `Details of ${folded} did not fit; the JSON report has them.`] : []),
  ];
}

/** What could not be checked stands before the findings and before anything that reassures. */
export function write(report: ScanReport): string {
  const head = [
    `## Maximus: ${verdictWords(report)}`,
    ...incompleteSection(report.incomplete),
    '',
    totals(report),
    ...summaryTable(report),
  ];
  const rules = report.rules.map((rule) => `- ${text(rule.text)}`);
  const foot = [
    ...(rules.length === 0 ? [] : ['', '### Ignore rules', '', ...rules.slice(0, maxIncomplete)]),
    ...(report.ignored.length === 0
      ? []
      : [
          '',
          '<details>',
          `<summary>${counted(report.ignored.length, 'ignored finding')}</summary>`,
          '',
          ...report.ignored
            .slice(0, maxIncomplete)
            .map(
              ({ finding, rule }) =>
                `- ${code(finding.primary_id)} in ${code(finding.package.name)}: ${text(rule.reason)} (${text(rule.owner)}, until ${text(rule.until)})`,
            ),
          '',
          '</details>',
        ]),
    '',
    `<sub>maximus ${text(report.tool.version)}, index of ${text(report.index.built_at.slice(0, 10))} with ${report.index.records} advisories. A match is a claim about versions; it does not prove that the flaw can be used.</sub>`,
  ];
  const used = [...head, ...foot].reduce((sum, line) => sum + line.length + 1, 0);
  return `${[...head, ...findingSections(report.findings, budget - used), ...foot].join('\n')}\n`;
}
