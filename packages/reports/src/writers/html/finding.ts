import type { ReportFinding, ReportOccurrence } from '@maximus/contracts';
import { changeWords, fixWords, placeWords, reachabilityWords } from '../../words/finding-words.ts';
import { anchor, esc } from './escape.ts';

const maxOccurrences = 20;
const maxReferences = 10;
const maxLocations = 5;

/** A shape beside the word, so that no severity is told by colour alone. */
export const shapes = { critical: '◆', high: '▲', medium: '■', low: '●', none: '○', unknown: '?' } as const;

function tags(finding: ReportFinding): string {
  const kev = finding.kev === undefined ? '' : '<span class="tag kev">known exploited</span>';
  const malware = finding.kind === 'malware' ? '<span class="tag kev">malware</span>' : '';
  const fresh = finding.is_new === true ? '<span class="tag new">new</span>' : '';
  return malware + kev + fresh;
}

function place(occurrence: ReportOccurrence): string {
  const path = occurrence.path.map((step) => `<code>${esc(step)}</code>`).join(' → ');
  const asked = occurrence.requested === undefined ? '' : `, asked for as <code>${esc(occurrence.requested)}</code>`;
  const pinned = occurrence.override === undefined ? '' : `, pinned by <code>${esc(occurrence.override)}</code>`;
  const scope = `${occurrence.scope}${occurrence.direct ? ', direct' : ''}`;
  return `<li><code>${esc(placeWords(occurrence))}</code> (${esc(scope)})${asked}${pinned}<div class="path">${path}</div></li>`;
}

/** The steps to the level in order, then the shares of the score in one line. */
function priority({ priority_reasons, priority, priority_score }: ReportFinding): string {
  const steps = priority_reasons.filter(({ effect }) => effect !== 'score');
  const shares = priority_reasons.filter(({ effect }) => effect === 'score').map(({ text }) => esc(text));
  const heading = `Why priority ${priority}, ${Math.round(priority_score)} of 100`;
  const line = shares.length === 0 ? '' : `<p class="soft small">${shares.join(' · ')}</p>`;
  return list(heading, steps.map(({ text }) => `<li>${esc(text)}</li>`).join(''), 'ol') + line;
}

function evidence({ cvss, epss, kev }: ReportFinding): string {
  return [
    ...(cvss === undefined ? [] : [`CVSS ${cvss.version}: ${cvss.base_score} <code>${esc(cvss.vector_string)}</code>`]),
    ...(kev === undefined ? [] : [`In the KEV catalogue since ${esc(kev.date_added)}`]),
    ...(epss === undefined
      ? []
      : [`EPSS forecast for 30 days: ${(epss.probability * 100).toFixed(1)} % (a forecast, no evidence)`]),
  ]
    .map((line) => `<li>${line}</li>`)
    .join('');
}

function list(title: string, items: string, tag: 'ul' | 'ol' = 'ul'): string {
  return items === '' ? '' : `<h3>${title}</h3><${tag}>${items}</${tag}>`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function left(count: number): string {
  return count > 0 ? `<li class="soft">and ${count} more</li>` : '';
}

function body(finding: ReportFinding): string {
  const { occurrences, reachability, references } = finding;
  const why = finding.matched_advisories
    .map(({ id, text }) => `<li><code>${esc(id)}</code> ${esc(text)}</li>`)
    .join('');
  const places = occurrences.slice(0, maxOccurrences).map(place).join('') + left(occurrences.length - maxOccurrences);
  const used = reachability.locations.slice(0, maxLocations);
  const uses = used.map(
    ({ file, line, snippet }) => `<li><code>${esc(`${file}:${line}`)}</code> <code>${esc(snippet)}</code></li>`,
  );
  const due = finding.due_at === undefined ? 'at the next upgrade' : `by ${finding.due_at.slice(0, 10)}`;
  return `<div class="body">
<div>${list('Why it matches', why)}
<h3>How to fix it</h3><p>${esc(capital(fixWords(finding)))}; ${changeWords[finding.fixable_by]}. Due ${esc(due)} <span class="soft">(${esc(finding.due_policy)})</span>.</p>
${list('Evidence', evidence(finding))}</div>
<div>${priority(finding)}</div>
<div class="wide">${list('Where it is', places)}
${list('Use in the sources', `<li>${esc(reachabilityWords(finding))}</li>${uses.join('')}${left(reachability.locations.length - maxLocations)}`)}
<h3>Known as</h3><p>${finding.ids.map((id) => `<code>${esc(id)}</code>`).join(' ')}${finding.cwe_ids.map((id) => ` <code>${esc(id)}</code>`).join('')}</p>
<p class="soft">Reported by ${esc(finding.sources.join(', '))}; confidence ${finding.confidence}; <code>${esc(finding.package.purl)}</code></p>
${list(
  'Read more',
  references
    .slice(0, maxReferences)
    .map((url) => `<li>${anchor(url)}</li>`)
    .join(''),
)}</div>
</div>`;
}

/** One finding, folded: `at` is its place in order of priority. */
export function findingHtml(finding: ReportFinding, at: number): string {
  const { severity, fixed_version: fixed } = finding;
  const { name, version } = finding.package;
  const fix = fixed === undefined ? '' : `<b>→ ${esc(fixed)}</b>`;
  const data = `data-at="${at}" data-severity="${severity}" data-name="${esc(name)}" data-due="${esc(finding.due_at ?? '9')}" data-new="${finding.is_new === true ? 'yes' : 'no'}"`;
  return `<details class="finding ${severity}" ${data}>
<summary><span class="sev"><i aria-hidden="true">${shapes[severity]}</i>${severity}<small>priority ${finding.priority}</small></span>
<span class="name">${esc(name)} <span>${esc(version ?? 'not locked')}</span>${tags(finding)}</span>
<span class="fix">${fix}<span> ${changeWords[finding.fixable_by]}</span></span>
<span class="what"><code>${esc(finding.primary_id)}</code> ${esc(finding.summary)}</span></summary>
${body(finding)}
</details>`;
}
