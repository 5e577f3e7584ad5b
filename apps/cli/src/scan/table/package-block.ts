import type { ReportFinding } from '@maximus/contracts';
import { cut, type Paint, pad, plain, widthOf, wrap } from '../../terminal/style.ts';
import { dayWords, fixableWords, levelStyle } from './words.ts';

/** How the table is drawn. */
export interface TableStyle {
  readonly paint: Paint;
  readonly width: number;
  readonly details: boolean;
}

const shownFindings = 3;
/** A forecast below it changes nothing (apv.md §6.3, epss-high). */
const worthSaying = 0.1;
const indent = ' '.repeat(12);

function facts(finding: ReportFinding): readonly string[] {
  const parts: string[] = [];
  if (finding.kind === 'malware') parts.push('malicious package');
  if (finding.kev !== undefined) parts.push('exploited (KEV)');
  if (finding.epss !== undefined && finding.epss.probability >= worthSaying) {
    parts.push(`EPSS ${Math.round(finding.epss.probability * 100)} %`);
  }
  if (finding.confidence !== 'high') parts.push(`${finding.confidence} confidence`);
  if (finding.is_new === true) parts.push('new');
  return parts;
}

function score(finding: ReportFinding): string {
  if (finding.kind === 'malware') return 'malware';
  const number = finding.cvss === undefined ? '' : ` ${finding.cvss.base_score.toFixed(1)}`;
  return `${finding.severity}${number}`;
}

function findingLines(finding: ReportFinding, style: TableStyle): readonly string[] {
  const { paint, width } = style;
  const extra = facts(finding);
  const tail = extra.length === 0 ? '' : `  ${extra.join(', ')}`;
  const head = `${indent}${pad(plain(finding.primary_id), 21)}${pad(paint(score(finding), ...levelStyle[finding.severity]), 13)}`;
  const room = width - widthOf(head) - widthOf(tail);
  const summary = room >= 16 ? cut(plain(finding.summary), room) : '';
  const painted =
    tail === '' ? '' : paint(tail, finding.kev === undefined && finding.kind !== 'malware' ? 'dim' : 'red');
  const lines = [`${head}${summary}${painted}`.trimEnd()];
  if (!style.details) return lines;
  const more = [
    `also ${finding.ids.filter((id) => id !== finding.primary_id).join(', ')}`,
    finding.due_at === undefined ? 'due at the next upgrade' : `due ${dayWords(finding.due_at)}`,
    ...finding.priority_reasons.map((reason) => reason.text),
    ...finding.matched_advisories.map((matched) => `${matched.id}: ${matched.text}`),
    ...finding.references.slice(0, 2),
  ];
  for (const text of more.filter((line) => line !== 'also '))
    lines.push(paint(`${indent}  ${cut(plain(text), width - 14)}`, 'dim'));
  return lines;
}

function pathText(path: readonly string[], room: number): string {
  const parts = path.slice(0, -1).map(plain);
  const whole = `via ${parts.join(' › ')}`;
  if (widthOf(whole) <= room || parts.length <= 2) return cut(whole, room);
  return cut(`via ${parts[0]} › … › ${parts.at(-1)}`, room);
}

const outcomeWords = {
  at_next_upgrade: 'at the next upgrade',
  '60_days': 'within 60 days',
  '14_days': 'within 14 days',
  '3_days': 'within 3 days',
  '3_days_forensics': 'within 3 days, with forensics',
} as const;

const assumedWords = { publicly_exposed: 'exposure', automatable: 'automation', technical_impact: 'impact' } as const;

function dueText({ due_at, ssvc }: ReportFinding): string {
  const assumed =
    ssvc.assumed.length === 0 ? '' : ` (assumed: ${ssvc.assumed.map((input) => assumedWords[input]).join(', ')})`;
  const day = due_at === undefined ? '' : `by ${dayWords(due_at)}, `;
  return `fix ${day}${outcomeWords[ssvc.outcome]}${assumed}`;
}

function originLines(findings: readonly ReportFinding[], style: TableStyle): readonly string[] {
  const { paint, width } = style;
  const room = width - indent.length;
  const first = findings[0];
  if (first === undefined) return [];
  const occurrences = style.details ? first.occurrences : first.occurrences.slice(0, 1);
  const lines: string[] = [...wrap(dueText(first), room)];
  for (const occurrence of occurrences) {
    const place =
      occurrence.line === undefined ? plain(occurrence.file) : `${plain(occurrence.file)}:${occurrence.line}`;
    if (style.details) lines.push(cut(`at ${place}`, room));
    if (occurrence.path.length > 1) lines.push(pathText(occurrence.path, room));
    if (occurrence.override !== undefined) lines.push(cut(`pinned by ${plain(occurrence.override)}`, room));
  }
  if (!style.details && first.occurrences.length > 1) {
    const others = first.occurrences.length - 1;
    lines.push(`and in ${others} other ${others === 1 ? 'place' : 'places'}`);
  }
  // The flaw that the sources reach is the one to look at, whichever of the package's flaws comes first.
  const reached = findings.find(({ reachability }) => reachability.state === 'reachable');
  const used = (reached ?? first).reachability.locations[0];
  const how = reached === undefined ? 'imported' : 'flawed code called';
  if (used !== undefined) lines.push(cut(`${how} at ${plain(used.file)}:${used.line}`, room));
  else if (first.reachability.state === 'not_imported') lines.push('not imported by the sources here');
  return lines.map((line) => paint(indent + line, 'dim'));
}

function fixWords(findings: readonly ReportFinding[]): string {
  const first = findings[0];
  if (first === undefined) return '';
  const scope = first.occurrences[0]?.scope;
  const how = first.occurrences.some((occurrence) => occurrence.direct) ? 'direct' : 'transitive';
  const parts = [
    scope === 'prod' || scope === 'unknown' || scope === undefined ? how : `${scope}, ${how}`,
    fixableWords[first.fixable_by],
  ];
  return parts.join(' · ');
}

/** The lines of one package: what it is, what is wrong with it, where it comes from, what fixes it. */
export function packageBlock(findings: readonly ReportFinding[], style: TableStyle): readonly string[] {
  const { paint, width } = style;
  const first = findings[0];
  if (first === undefined) return [];
  const { name, version } = first.package;
  const fix = first.fixed_version;
  const right = fixWords(findings);
  const badge = paint(pad(first.priority, 10), ...levelStyle[first.priority]);
  const label = `${plain(name)} ${plain(version ?? '(not locked)')}`;
  const arrow = fix === undefined ? '' : ` → ${plain(fix)}`;
  const fits = widthOf(label) + widthOf(arrow) + widthOf(right) + 14 <= width;
  const room = width - 12 - widthOf(arrow);
  const left = `  ${badge}${paint(cut(label, Math.max(12, room)), 'bold')}${paint(arrow, 'green')}`;
  const lines = fits
    ? [`${pad(left, width - widthOf(right))}${paint(right, 'dim')}`]
    : [left, paint(indent + right, 'dim')];
  const shown = style.details ? findings : findings.slice(0, shownFindings);
  for (const finding of shown) lines.push(...findingLines(finding, style));
  if (findings.length > shown.length) {
    const rest = findings.slice(shown.length).map((finding) => plain(finding.primary_id));
    lines.push(paint(indent + cut(`+${rest.length} more: ${rest.join(', ')}`, width - indent.length), 'dim'));
  }
  lines.push(...originLines(findings, style));
  return lines;
}
