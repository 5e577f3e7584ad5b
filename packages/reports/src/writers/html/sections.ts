import type { Incomplete, ScanReport } from '@maximus/contracts';
import { alikeWords, placeWords, severities, verdictWords } from '../../words/finding-words.ts';
import { counted } from '../../words/number-words.ts';
import { esc } from './escape.ts';
import { shapes } from './finding.ts';

const maxRows = 500;

/** The verdict, first thing on the page. */
export function header(report: ScanReport): string {
  const { summary, incomplete, outcome } = report;
  const partly = outcome === 'passed' && incomplete.length > 0;
  const mark = outcome === 'passed' && !partly ? '✓' : '!';
  const rest = [
    `${counted(summary.findings, 'finding')} in ${counted(summary.packages, 'package')} of ${counted(summary.files, 'file')}`,
    ...(summary.new_findings === undefined ? [] : [`${summary.new_findings} new since the baseline`]),
    ...(summary.ignored > 0 ? [`${summary.ignored} ignored by rule`] : []),
    ...(summary.filtered > 0 ? [`${summary.filtered} held back by a setting`] : []),
  ];
  return `<header><div class="mark ${partly ? 'partly' : outcome}" aria-hidden="true">${mark}</div><div><h1>${esc(verdictWords(report))}</h1><p class="soft">${rest.join(' · ')}</p></div></header>`;
}

function uncheckedItem(item: Incomplete): string {
  const where = item.file === undefined ? '' : `<code>${esc(placeWords({ file: item.file, line: item.line }))}</code> `;
  const subject = item.subject === undefined ? '' : `<code>${esc(item.subject)}</code> `;
  return `<li>${where}${subject}${esc(item.message)}${alikeWords(item)}<br>${esc(item.help)}</li>`;
}

/** What could not be checked, before any number that reassures. */
export function unchecked({ incomplete }: ScanReport): string {
  if (incomplete.length === 0) return '';
  const more = incomplete.length - maxRows;
  return `<section class="unchecked" aria-labelledby="unchecked"><h2 id="unchecked">⚠ Could not check (${incomplete.length})</h2>
<p>Nothing is said about these. They may hold vulnerabilities.</p>
<ul>${incomplete.slice(0, maxRows).map(uncheckedItem).join('')}${more > 0 ? `<li>and ${more} more, in the JSON report</li>` : ''}</ul></section>`;
}

/** A tile for every severity, and one for what is known to be exploited. */
export function tiles({ summary }: ScanReport): string {
  const tile = (count: number, label: string, kind: string, shape: string) =>
    `<div class="tile ${kind}${count === 0 ? ' zero' : ''}"><b>${count}</b><span>${shape} ${label}</span></div>`;
  const bySeverity = severities.map((severity) =>
    tile(summary.by_severity[severity], severity, severity, shapes[severity]),
  );
  const malware = summary.malware > 0 ? tile(summary.malware, 'malware', 'critical', '☠') : '';
  return `<div class="tiles">${bySeverity.join('')}${tile(summary.kev, 'exploited', summary.kev > 0 ? 'high' : 'none', '⚑')}${malware}</div>`;
}

/** Search, filter and order; shown only where scripts run. */
export function tools(report: ScanReport): string {
  const options = severities.filter((severity) => report.summary.by_severity[severity] > 0);
  const fresh = report.policy.baseline ? '<label><input type="checkbox" id="fresh"> only new</label>' : '';
  return `<div class="tools" role="search"><input id="query" type="search" placeholder="Package, id, file…" aria-label="Search findings">
<select id="severity" aria-label="Severity"><option value="">every severity</option>${options.map((each) => `<option>${each}</option>`).join('')}</select>
<select id="order" aria-label="Order"><option value="priority">by priority</option><option value="severity">by severity</option><option value="package">by package</option><option value="due">by deadline</option></select>
${fresh}<output id="count" aria-live="polite"></output></div>`;
}

/** What rules hold back, each with its reason and its owner. */
export function ignored({ ignored: held, rules }: ScanReport): string {
  if (held.length === 0 && rules.length === 0) return '';
  const rows = held
    .slice(0, maxRows)
    .map(
      ({ finding, rule }) =>
        `<tr><td><code>${esc(finding.primary_id)}</code></td><td>${esc(finding.package.name)} ${esc(finding.package.version ?? '')}</td><td>${esc(rule.reason)}</td><td>${esc(rule.owner)}</td><td>${esc(rule.until)}</td></tr>`,
    );
  const table = `<div class="scroll"><table><thead><tr><th>flaw</th><th>package</th><th>reason</th><th>owner</th><th>until</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
  const notices = rules.map(({ text }) => `<li>${esc(text)}</li>`).join('');
  return `<h2>Ignore rules</h2>${notices === '' ? '' : `<ul>${notices}</ul>`}${held.length === 0 ? '' : table}`;
}

/** Every file that was looked at, folded. */
export function files({ files: all, sources }: ScanReport): string {
  const rows = all
    .slice(0, maxRows)
    .map(
      ({ path, format, status, component_count, reason }) =>
        `<tr><td><code>${esc(path)}</code></td><td>${esc(format)}</td><td>${status}${reason === undefined ? '' : `: ${esc(reason)}`}</td><td>${component_count}</td></tr>`,
    );
  const more = all.length > maxRows ? `<p>and ${all.length - maxRows} more, in the JSON report</p>` : '';
  const others = sources
    .filter(({ kind }) => kind !== 'index')
    .map(
      ({ id, kind, status, findings, detail }) =>
        `<li>${esc(id)} (${kind}, ${status}): ${findings} findings${detail === undefined ? '' : `, ${esc(detail)}`}</li>`,
    )
    .join('');
  return `<h2>What was looked at</h2><details class="box"><summary class="plain">${counted(all.length, 'file')}</summary><div class="scroll"><table><thead><tr><th>file</th><th>format</th><th>status</th><th>packages</th></tr></thead><tbody>${rows.join('')}</tbody></table>${more}</div></details>${others === '' ? '' : `<ul>${others}</ul>`}`;
}

/** Where the words come from. */
export function footer({ tool, index }: ScanReport): string {
  return `<footer>maximus ${esc(tool.version)} · index of ${esc(index.built_at.slice(0, 10))} with ${index.records} advisories (<code>${esc(index.digest.slice(0, 12))}</code>) from ${esc(index.sources.join(', '))}<br>A match is a claim about versions; it does not prove that the flaw can be used here.</footer>`;
}
