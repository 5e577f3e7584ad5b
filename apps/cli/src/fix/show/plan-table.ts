import type { PlannedRemedy } from '@maximus/remediation';
import { levelStyle, plural } from '../../scan/table/words.ts';
import { cut, type Paint, pad, plain, widthOf, wrap } from '../../terminal/style.ts';
import { closedBy } from '../plan/combine-remedies.ts';
import { nameOf, type Stuck } from '../plan/lock-planner.ts';
import type { LockWork } from '../types.ts';
import { draftLines, headOf, idsOf, rungWords, versionOf, whyNotLines } from './words.ts';

/** How tables of a run are drawn. */
export interface FixStyle {
  readonly paint: Paint;
  readonly width: number;
}

const left = 18;
const indent = ' '.repeat(left);

/** What would change, what that is for, and what no rung reaches; nothing in it claims that it helps. Ends with a line break. */
export function drawPlan(locks: readonly LockWork[], style: FixStyle): string {
  const { paint, width } = style;
  const lines: string[] = [];
  for (const { lockFile, planned } of locks) {
    const right = plural(planned.remedies.length, 'change');
    const name = cut(plain(lockFile), width - widthOf(right) - 2);
    lines.push('', paint(pad(name, width - widthOf(right)), 'bold', 'underline') + paint(right, 'dim'));
    for (const remedy of planned.remedies) lines.push('', ...remedyLines(remedy, style));
    if (planned.along.length > 0) {
      const text = `goes along with these: ${idsOf(planned.along).join(', ')}`;
      lines.push('', ...wrap(plain(text), width - left).map((line) => indent + line));
    }
    for (const { rule, kept } of planned.staying ?? []) {
      const text = `${rule} stays: ${kept?.sentence ?? ''}`;
      lines.push('', ...wrap(plain(text), width - left).map((line) => indent + cut(line, width - left)));
    }
    if (planned.stuck.length > 0) lines.push('', ...stuckLines(planned.stuck, style));
  }
  return `${lines.slice(1).join('\n')}\n`;
}

function remedyLines(remedy: PlannedRemedy, { paint, width }: FixStyle): readonly string[] {
  const { label, step, others } = headOf(remedy);
  const beside = [others > 0 ? `+${plural(others, 'package')}` : '', step].filter((text) => text !== '').join(' · ');
  const room = width - left - widthOf(beside) - 1;
  const head = `  ${pad(rungWords[remedy.plan.rung], left - 2)}${paint(cut(plain(label), room), 'bold')}`;
  const lines = [`${pad(head, width - widthOf(beside))}${paint(beside, 'dim')}`.trimEnd()];
  const targets = closedBy(remedy);
  const ids = `for ${idsOf(targets).join(', ')}`;
  if (targets.length > 0) lines.push(...wrap(plain(ids), width - left).map((line) => indent + line));
  const edited = remedy.plan.edits.filter(({ kind }) => kind !== 'lock').map(({ file }) => file);
  if (edited.length > 0) {
    lines.push(...wrap(plain(`edits ${edited.join(', ')}`), width - left).map((line) => paint(indent + line, 'dim')));
  }
  return lines;
}

/** Findings that stay, those with the same reasons together: each rung says why it was not taken. */
function stuckLines(stuck: readonly Stuck[], { paint, width }: FixStyle): readonly string[] {
  const lines = [paint(`  No remedy (${stuck.length})`, 'yellow', 'bold')];
  const groups = Map.groupBy(stuck, ({ target, attempts }) => {
    const reasons = whyNotLines(attempts).map(({ rungs, code, sentence }) => `${rungs.join()} ${code} ${sentence}`);
    return `${nameOf(target.purl)}\0${reasons.join('\0')}`;
  });
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const { target, attempts } = first;
    const badge = paint(pad(target.priority, left - 2), ...levelStyle[target.priority]);
    const versions = [...new Set(group.map((each) => versionOf(each.target.purl)))].join(', ');
    lines.push(`  ${badge}${paint(cut(plain(`${nameOf(target.purl)} ${versions}`), width - left), 'bold')}`);
    const ids = idsOf(group.map((each) => each.target)).join(', ');
    lines.push(...wrap(plain(ids), width - left).map((line) => indent + line));
    for (const { rungs, code, sentence } of whyNotLines(attempts)) {
      const words = rungs.map((rung) => rungWords[rung]).join(', ');
      const text = `${words}: ${plain(sentence)} [${code}]`;
      lines.push(...wrap(text, width - left).map((line) => paint(indent + cut(line, width - left), 'dim')));
    }
    for (const { rung, sentence } of draftLines(attempts)) {
      const text = `drafted, ${rungWords[rung]}: ${plain(sentence)} Its text: --format json or markdown.`;
      lines.push(...wrap(text, width - left).map((line) => indent + cut(line, width - left)));
    }
  }
  return lines;
}
