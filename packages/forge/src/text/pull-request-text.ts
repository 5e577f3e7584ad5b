import type { PullRequestText } from '../types.ts';
import { evidenceTable } from './evidence-table.ts';
import { codeText, fenced, inlineText, linkTo } from './foreign-text.ts';
import type { PatchStatement, StatedVulnerability } from './statement.ts';
import { pullRequestTitle } from './subject.ts';
import { markdownTable } from './table.ts';
import { patchTrailer, trailersOf } from './trailers.ts';

const previewLines = 30;
const previewFiles = 20;

/**
 * Title and body of a pull request (eureka.md §8), to decide from in a minute: what and why, the change, the evidence, why
 * nothing smaller, how to take it back, the files, the first lines of the diff. Pure; at most 60,000 characters, which every
 * forge takes. Foreign text is inert in it: no mention, no HTML, no reference, links only to http and https.
 */
export function renderPullRequest(statement: PatchStatement, diff: string): PullRequestText {
  const tail = section('', fenced(trailersOf(statement), 'text'));
  const parts = [
    // The words of ours before it: GitLab would take a line that begins with a slash for a command.
    `**Why:** ${inlineText(statement.why, 600)}`,
    summaryTable(statement.vulnerabilities),
    pathLine(statement.path),
    section('Change', changeTable(statement)),
    section('Evidence', evidenceTable(statement)),
    section('Why nothing smaller', whyNot(statement)),
    section('Take it back', fenced([revertCommand(statement.patchId)], 'sh')),
    section('Files', fileList(statement)),
    section('Audit', auditLine(statement)),
    folded(diff),
  ];
  let body = '';
  for (const part of parts) {
    // Whole parts only: a table or a fence that is cut would swallow what follows.
    if (part !== '' && body.length + part.length + tail.length < 60_000) body += `${part}\n\n`;
  }
  return { title: pullRequestTitle(statement), body: `${body}${tail}\n` };
}

/** The command that undoes a merged patch, whichever way it was merged: it looks for the trailer. */
export function revertCommand(patchId: string): string {
  return `git revert --no-edit "$(git log -1 --no-merges --format=%H --grep='^${patchTrailer}: ${patchId}$')"`;
}

function section(title: string, content: string): string {
  if (content === '') return '';
  return title === '' ? content : `### ${title}\n\n${content}`;
}

function summaryTable(vulnerabilities: readonly StatedVulnerability[]): string {
  const rows = vulnerabilities.map(({ apvId, primaryId, link, summary, severity, priority, due }) => [
    linkTo(primaryId, link),
    apvId === undefined ? '—' : codeText(apvId, 64),
    severity,
    priority,
    due === undefined ? '—' : inlineText(due, 20),
    summary === undefined ? '—' : inlineText(summary, 160),
  ]);
  return markdownTable(['vulnerability', 'APV', 'severity', 'priority', 'due', 'what it is'], rows, 30);
}

function pathLine(path: readonly string[]): string {
  if (path.length === 0) return '';
  return `Path: ${path
    .slice(0, 30)
    .map((step) => codeText(step, 120))
    .join(' → ')}`;
}

function changeTable({ changes }: PatchStatement): string {
  const rows = changes.map(({ change, purl_from, purl_to, direct, semver_step, why }) => [
    change,
    purl_from === undefined ? '—' : codeText(purl_from, 160),
    purl_to === undefined ? '—' : codeText(purl_to, 160),
    direct ? 'direct' : 'transitive',
    semver_step,
    inlineText(why, 160),
  ]);
  return markdownTable(['change', 'from', 'to', 'dependency', 'step', 'why'], rows, 40);
}

function auditLine({ audit }: PatchStatement): string {
  if (audit === undefined) return '';
  const { checkpoint } = audit;
  const signed =
    checkpoint === undefined
      ? ''
      : `, signed state of ${checkpoint.size} entries with root ${codeText(checkpoint.root, 128)}`;
  return `The decision is entry ${codeText(audit.logId, 64)} of the audit log${signed}.`;
}

function whyNot({ rung, attempts }: PatchStatement): string {
  const lines = attempts
    .filter(({ result }) => result === 'not_taken')
    .slice(0, 20)
    .map(({ rung: other, why_not, sentence }) => {
      const code = why_not === undefined ? '' : ` (${codeText(why_not)})`;
      return `- ${codeText(other)}${code}: ${inlineText(sentence)}`;
    });
  return [`Taken: ${codeText(rung)}.`, ...(lines.length === 0 ? [] : ['', ...lines])].join('\n');
}

function fileList({ files }: PatchStatement): string {
  const lines = files.slice(0, previewFiles).map(({ file, kind }) => `- ${codeText(file)} (${kind})`);
  const more = files.length > previewFiles ? [`- …and ${files.length - previewFiles} more`] : [];
  return [...lines, ...more].join('\n');
}

function folded(diff: string): string {
  if (diff === '') return '';
  const lines = diff.slice(0, 200_000).split('\n');
  if (lines.at(-1) === '') lines.pop();
  const shown = lines.slice(0, previewLines);
  const what = lines.length > previewLines ? `first ${previewLines} lines` : `${lines.length} lines`;
  return `<details><summary>Diff (${what})</summary>\n\n${fenced(shown, 'diff')}\n\n</details>`;
}
