import type { ReportFinding } from '@maximus/contracts';
import { changeWords, fixWords, pathWords, placeWords, reachabilityWords } from '../../words/finding-words.ts';
import { code, link, text } from './escape.ts';

const maxOccurrences = 5;
const maxReferences = 5;

const marks = { critical: '🟣', high: '🔴', medium: '🟠', low: '🟡', none: '⚪', unknown: '❔' } as const;

/** The severity with its mark, for a table cell. */
function severityCell({ severity, kind }: ReportFinding): string {
  return kind === 'malware' ? '☠️ malware' : `${marks[severity]} ${severity}`;
}

/** One row of the findings table. */
export function findingRow(finding: ReportFinding): string {
  const { name, version } = finding.package;
  const fix = finding.fixed_version === undefined ? text(changeWords[finding.fixable_by]) : code(finding.fixed_version);
  const flags = [...(finding.is_new === true ? ['🆕'] : []), ...(finding.kev === undefined ? [] : ['🔥 exploited'])];
  const cells = [
    severityCell(finding),
    `${code(name)} ${version === undefined ? '(not locked)' : code(version)}`,
    [code(finding.primary_id), ...flags].join(' '),
    fix,
    finding.occurrences[0] === undefined ? '' : code(placeWords(finding.occurrences[0])),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Everything on one finding, folded. */
export function findingBlock(finding: ReportFinding): string {
  const { name, version } = finding.package;
  const places = finding.occurrences.slice(0, maxOccurrences).map((occurrence) => {
    const path = occurrence.path.length > 1 ? `, by ${code(pathWords(occurrence))}` : '';
    return `  - ${code(placeWords(occurrence))} (${occurrence.scope}${occurrence.direct ? ', direct' : ''})${path}`;
  });
  const more = finding.occurrences.length - places.length;
  const reasons = finding.priority_reasons.filter(({ effect }) => effect !== 'score');
  return [
    '<details>',
    `<summary>${severityCell(finding)} · ${text(name)} ${text(version ?? '(not locked)')} · ${text(finding.primary_id)} · ${text(finding.summary)}</summary>`,
    '',
    `- **Fix:** ${text(fixWords(finding))} (${text(changeWords[finding.fixable_by])})`,
    ...finding.matched_advisories.slice(0, 3).map(({ id, text: why }) => `- **Why:** ${code(id)}: ${text(why)}`),
    `- **Priority:** ${finding.priority} (${Math.round(finding.priority_score)} of 100)${
      finding.due_at === undefined ? '' : `, due ${finding.due_at.slice(0, 10)}`
    }`,
    ...reasons.map((reason) => `  - ${text(reason.text)}`),
    `- **Use:** ${text(reachabilityWords(finding))}`,
    `- **Found in:**`,
    ...places,
    ...(more > 0 ? [`  - and ${more} more`] : []),
    `- **Ids:** ${finding.ids.slice(0, 12).map(code).join(', ')}; reported by ${finding.sources.map(code).join(', ')}; confidence ${finding.confidence}`,
    ...finding.references.slice(0, maxReferences).map((url) => `- ${link(url, url)}`),
    '',
    '</details>',
  ].join('\n');
}
