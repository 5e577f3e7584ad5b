import type { FinishedRun } from '@maximus/arena';
import { plural } from '../../scan/table/words.ts';
import { cut, pad, plain, wrap } from '../../terminal/style.ts';
import type { JudgedDraft } from '../prove/prove-drafts.ts';
import type { Dropped } from '../prove/types.ts';
import type { FixResult, LockWork } from '../types.ts';
import type { FixStyle } from './plan-table.ts';
import { idsOf, rungWords, verdictStyle } from './words.ts';

const left = 18;
const indent = ' '.repeat(left);

/** What was tried and what came of it, in the arena's words; then how the run ended. Ends with a line break. */
export function drawEvidence({ locks, end }: FixResult, style: FixStyle): string {
  const { paint, width } = style;
  const lines: string[] = [];
  for (const lock of locks) lines.push(...lockLines(lock, style));
  const colour = end.exitCode === 0 ? 'green' : end.outcome === 'findings_remain' ? 'red' : 'yellow';
  const word = end.outcome.replaceAll('_', ' ').toUpperCase();
  const last = `${paint(word, colour, 'bold')}  ${plain(end.sentence)}  ${paint(`exit ${end.exitCode}`, 'dim')}`;
  return `${[...lines, paint('─'.repeat(width), 'dim'), last].join('\n')}\n`;
}

function lockLines({ lockFile, outcome, code = [], delivered }: LockWork, style: FixStyle): readonly string[] {
  if (outcome === undefined) return [];
  const { paint, width } = style;
  const lines: string[] = [];
  if (outcome.kept !== undefined) {
    lines.push('', paint(cut(`Evidence for ${plain(lockFile)}`, width), 'bold', 'underline'));
    lines.push(...runLines(outcome.kept.run, style));
    const where = deliveredWords(delivered);
    if (where !== undefined) lines.push(...row('changed', where, width));
  }
  if (outcome.dropped.length > 0) {
    lines.push('', paint(`Not proven in ${plain(lockFile)} (${outcome.dropped.length})`, 'yellow', 'bold'));
    for (const dropped of outcome.dropped) lines.push(...droppedLines(dropped, style));
  }
  for (const judged of code) lines.push('', ...codeLines(judged, style));
  return lines;
}

/** The facts of one run of the arena. */
function runLines(run: FinishedRun, { paint, width }: FixStyle): readonly string[] {
  const { rescan, tests, proof, verdict, reason, confidence, evidence, archive } = run;
  const counts = `${rescan.fixed.length} fixed, ${rescan.introduced.length} introduced, ${rescan.unchanged.length} unchanged`;
  return [
    ...row('rescan', counts, width),
    ...row('tests', tests.reason === undefined ? tests.result : `${tests.result}: ${plain(tests.reason)}`, width),
    ...row('proof', proof.reason === undefined ? proof.result : `${proof.result}: ${plain(proof.reason)}`, width),
    ...row('shut in', `level ${run.level}: ${run.isolation}`, width),
    `  ${pad('verdict', left - 2)}${paint(verdict, ...verdictStyle[verdict])}  confidence ${confidence.toFixed(2)}`,
    ...wrap(plain(reason), width - left).map((line) => indent + line),
    ...row('sealed', `sha256:${evidence.digest}`, width),
    ...(archive === undefined ? [] : row('', archive, width)),
  ];
}

/** A change of the project's own code: what was seen of it, and that nobody applied it. */
function codeLines({ draft, run, sentence }: JudgedDraft, style: FixStyle): readonly string[] {
  const { paint, width } = style;
  const files = draft.files.map(({ file }) => file).join(', ');
  const head = `${rungWords[draft.rung]}, not applied: ${plain(files)}`;
  return [
    paint(cut(head, width), 'bold', 'underline'),
    ...row('for', plain(idsOf(draft.targets).join(', ')), width),
    ...(run === undefined ? row('not judged', plain(sentence ?? ''), width) : runLines(run, style)),
  ];
}

function row(name: string, text: string, width: number): readonly string[] {
  const [first = '', ...rest] = wrap(text, width - left);
  return [`  ${pad(name, left - 2)}${first}`, ...rest.map((line) => indent + line)];
}

function droppedLines(
  { packages, targets, sentence, evidence, run }: Dropped,
  { paint, width }: FixStyle,
): readonly string[] {
  return [
    `  ${paint(cut(plain(packages.join(', ')), width - 2), 'bold')}`,
    ...wrap(plain(idsOf(targets).join(', ')), width - 4).map((line) => `    ${line}`),
    ...wrap(plain(sentence), width - 4).map((line) => `    ${line}`),
    ...evidence.slice(0, 5).map((line) => paint(`    ${cut(plain(line), width - 4)}`, 'dim')),
    ...(run?.archive === undefined ? [] : [paint(`    ${run.archive}`, 'dim')]),
  ];
}

function deliveredWords(delivered: LockWork['delivered']): string | undefined {
  if (delivered === undefined) return undefined;
  if (delivered.way === 'files') return 'the files here';
  if (delivered.way === 'pr') return `pull request ${plain(delivered.url)}; the files here are as they were`;
  if (delivered.way === 'commit') return `commit ${delivered.commit.slice(0, 12)} on ${plain(delivered.branch)}`;
  return `branch ${plain(delivered.branch)}; the files here are as they were`;
}

/** One line over the plan: how many findings, and for how many of them there is a change. */
export function planSummary({ report, locks }: Pick<FixResult, 'report' | 'locks'>): string {
  const changes = locks.reduce((sum, { planned }) => sum + planned.remedies.length, 0);
  const stuck = locks.reduce((sum, { planned }) => sum + planned.stuck.length, 0);
  const parts = [
    plural(report.summary.packages, 'package'),
    plural(report.summary.findings, 'finding'),
    plural(changes, 'change'),
  ];
  return `${parts.join(', ')}${stuck === 0 ? '' : `, ${stuck} without a remedy`}`;
}
