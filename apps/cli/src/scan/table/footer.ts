import type { Incomplete, ScanReport } from '@maximus/contracts';
import { cut, plain, type StyleName, widthOf, wrap } from '../../terminal/style.ts';
import type { TableStyle } from './package-block.ts';
import { fixableWords, levelStyle, plural } from './words.ts';

/** Painted parts, two blanks apart, on as many lines as they need. */
function wrapPainted(parts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of parts) {
    if (line !== '' && widthOf(line) + 2 + widthOf(part) > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? part : `${line}  ${part}`;
  }
  return [...lines, line].map((text) => `  ${text}`.trimEnd());
}

function counts(report: ScanReport, style: TableStyle): readonly string[] {
  const { summary } = report;
  const severities = (['critical', 'high', 'medium', 'low', 'none', 'unknown'] as const)
    .filter((level) => summary.by_severity[level] > 0)
    .map((level) => style.paint(`${summary.by_severity[level]} ${level}`, ...levelStyle[level]));
  const special = [
    ...(summary.kev > 0 ? [style.paint(`${summary.kev} exploited (KEV)`, 'red', 'bold')] : []),
    ...(summary.malware > 0 ? [style.paint(`${summary.malware} malicious`, 'red', 'bold')] : []),
    ...(summary.new_findings === undefined ? [] : [`${summary.new_findings} new since the baseline`]),
  ];
  const fixes = Object.entries(summary.by_fixable)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${count} ${fixableWords[kind as keyof typeof fixableWords]}`);
  const held = [
    ...(summary.ignored > 0 ? [`${summary.ignored} held back by ignore rules`] : []),
    ...(summary.filtered > 0 ? [`${summary.filtered} below ${report.policy.min_confidence} confidence`] : []),
  ];
  const lines = wrapPainted(
    [`${plural(summary.findings, 'finding')} by severity:`, ...severities, ...special],
    style.width - 4,
  );
  if (fixes.length > 0)
    lines.push(...wrap(`by change: ${fixes.join(', ')}`, style.width - 4).map((line) => `  ${line}`));
  if (held.length > 0) lines.push(`  ${held.join(', ')}`);
  const { include, exclude } = report.policy;
  const left = [...include.map((glob) => `only ${glob}`), ...exclude.map((glob) => `without ${glob}`)];
  if (left.length > 0)
    lines.push(...wrap(`looked at: ${plain(left.join(', '))}`, style.width - 4).map((line) => `  ${line}`));
  return lines;
}

function incompleteLines(item: Incomplete, next: Incomplete | undefined, style: TableStyle): readonly string[] {
  const place = item.file === undefined ? '' : `${plain(item.file)}${item.line === undefined ? '' : `:${item.line}`}: `;
  const times = item.count > 1 ? ` (${item.count} alike)` : '';
  const [head = '', ...rest] = wrap(`${place}${plain(item.message)}${times}`, style.width - 4);
  // What to do is said once below a run of alike items.
  const help =
    next?.help === item.help ? [] : wrap(item.help, style.width - 6).map((line) => style.paint(`      ${line}`, 'dim'));
  return [
    `  ${style.paint('!', 'yellow', 'bold')} ${cut(head, style.width - 4)}`,
    ...rest.map((line) => `    ${cut(line, style.width - 4)}`),
    ...help,
  ];
}

const shownIncomplete = 12;

/** What stands for most comes first. */
const kindOrder: readonly Incomplete['kind'][] = [
  'database',
  'ecosystem',
  'backend',
  'import',
  'limit',
  'file',
  'component',
  'version',
  'advisory',
];

function couldNotCheck(report: ScanReport, style: TableStyle): readonly string[] {
  if (report.incomplete.length === 0) return [];
  const ranked = report.incomplete.toSorted((a, b) => kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind));
  const shown = style.details ? ranked : ranked.slice(0, shownIncomplete);
  const left = report.incomplete.length - shown.length;
  return [
    '',
    style.paint(`Could not check (${report.incomplete.length})`, 'yellow', 'bold'),
    ...shown.flatMap((item, at) => incompleteLines(item, shown[at + 1], style)),
    ...(left > 0 ? [style.paint(`    and ${left} more; --details lists them all`, 'dim')] : []),
  ];
}

function rules(report: ScanReport, style: TableStyle): readonly string[] {
  if (report.rules.length === 0) return [];
  const lines = report.rules.flatMap((rule) =>
    wrap(`${plain(rule.text)}`, style.width - 4).map((line, at) => (at === 0 ? `  - ${line}` : `    ${line}`)),
  );
  return ['', style.paint('Ignore rules', 'bold'), ...lines];
}

interface Verdict {
  readonly word: string;
  readonly styles: readonly StyleName[];
  readonly text: string;
}

function failed({ policy }: ScanReport, beside: string): Verdict {
  const scope = policy.baseline ? 'new findings since the baseline' : 'findings';
  const what = policy.fail_on === 'kev' ? 'known to be exploited' : `at or above ${policy.fail_on}`;
  return { word: 'FAILED', styles: ['red', 'bold'], text: `${scope} ${what}${beside}` };
}

function passedText({ policy, summary, index }: ScanReport): string {
  if (summary.findings + summary.ignored + summary.filtered === 0) {
    const against = `${plural(summary.packages, 'package')} against ${plural(index.records, 'advisory', 'advisories')}`;
    return summary.packages === 0
      ? 'nothing to check: the files hold no packages'
      : `no known vulnerability: ${against}`;
  }
  if (policy.fail_on === 'none') return 'no threshold is set; the findings above stand';
  const nothing = policy.baseline ? 'nothing new' : 'nothing';
  const level = policy.fail_on === 'kev' ? 'is known to be exploited' : `at or above ${policy.fail_on}`;
  return `${nothing} ${level}${policy.baseline ? '; what the baseline has stands' : ''}`;
}

function verdict(report: ScanReport): Verdict {
  const incomplete = report.incomplete.length;
  const beside = incomplete === 0 ? '' : `; ${plural(incomplete, 'thing')} could not be checked`;
  if (report.outcome === 'findings') return failed(report, beside);
  if (report.outcome === 'could_not_check') {
    const text = `${plural(incomplete, 'thing')} could not be checked; this is not a pass`;
    return { word: 'INCOMPLETE', styles: ['yellow', 'bold'], text };
  }
  if (incomplete > 0) {
    const text = `only as far as it could be checked${beside} (--allow-incomplete)`;
    return { word: 'PASSED', styles: ['yellow', 'bold'], text };
  }
  return { word: 'PASSED', styles: ['green', 'bold'], text: passedText(report) };
}

/** What stands under the packages: counts, what could not be checked, rules, and the verdict with the exit code. */
export function footer(report: ScanReport, style: TableStyle): readonly string[] {
  const { word, styles, text } = verdict(report);
  const rule = style.paint('─'.repeat(style.width), 'dim');
  return [
    rule,
    ...counts(report, style),
    ...rules(report, style),
    ...couldNotCheck(report, style),
    '',
    `${style.paint(word, ...styles)}  ${text}  ${style.paint(`exit ${report.exit_code}`, 'dim')}`,
  ];
}
