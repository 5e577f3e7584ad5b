import type { Incomplete, ReportFinding, ScanReport } from '@maximus/contracts';
import { alikeWords, verdictWords } from '../../words/finding-words.ts';
import { locationOf, resultsOf } from './results.ts';
import { ruleOf } from './rules.ts';

function notification(item: Incomplete): object {
  const subject = item.subject === undefined ? '' : `${item.subject}: `;
  return {
    descriptor: { id: item.code },
    level: 'error',
    message: { text: `Could not check: ${subject}${item.message}${alikeWords(item)}. ${item.help}` },
    ...(item.file === undefined ? {} : { locations: [locationOf(item.file, item.line)] }),
    properties: { kind: item.kind, count: item.count },
  };
}

function groupsOf(findings: readonly ReportFinding[]): Map<string, [ReportFinding, ...ReportFinding[]]> {
  const groups = new Map<string, [ReportFinding, ...ReportFinding[]]>();
  for (const finding of findings) {
    const group = groups.get(finding.primary_id);
    if (group === undefined) groups.set(finding.primary_id, [finding]);
    else group.push(finding);
  }
  return groups;
}

function runOf(report: ScanReport): object {
  const groups = groupsOf([...report.findings, ...report.ignored.map(({ finding }) => finding)]);
  const order = new Map([...groups.keys()].map((id, index) => [id, index]));
  const indexOf = (finding: ReportFinding) => order.get(finding.primary_id) ?? -1;
  return {
    tool: {
      driver: {
        name: 'Maximus',
        version: report.tool.version,
        semanticVersion: report.tool.version,
        rules: [...groups.values()].map(ruleOf),
      },
    },
    automationDetails: { id: 'maximus/scan/' },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        // SARIF's own word for "the results are not the whole truth".
        executionSuccessful: report.incomplete.length === 0,
        exitCode: report.exit_code,
        exitCodeDescription: verdictWords(report),
        toolExecutionNotifications: report.incomplete.map(notification),
      },
    ],
    results: [
      ...report.findings.flatMap((finding) => resultsOf(finding, indexOf(finding))),
      ...report.ignored.flatMap(({ finding, rule }) => resultsOf(finding, indexOf(finding), rule)),
    ],
    properties: {
      check_state: report.check_state,
      index_digest: report.index.digest,
      filtered: report.summary.filtered,
    },
  };
}

/** One run. What could not be checked makes the run unsuccessful, whatever the policy accepts (SARIF 2.1.0 §3.20.14). */
export function write(report: ScanReport): string {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [runOf(report)],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}
