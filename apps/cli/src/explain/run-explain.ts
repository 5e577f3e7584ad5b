import type { AdvisoryIndex } from '@maximus/advisories';
import { packageOfPurl, parsePurl } from '@maximus/inventory';
import { type ExplainStep, type Explanation, explain, type Subject } from '@maximus/matching';
import { holdingRules, type ScanSettings } from '@maximus/scanning';
import type { Args } from '../args/command.ts';
import { required } from '../args/positional.ts';
import { loadConfig } from '../config/load.ts';
import { openDatabase } from '../database/open.ts';
import { errors } from '../errors.ts';
import { exitCode } from '../exit-code.ts';
import type { CommandIo } from '../terminal/io.ts';
import { createPaint, type Paint, plain, wantsColour, wrap } from '../terminal/style.ts';
import { type LockedPackage, lockedPackages } from './locked-packages.ts';

/** One answer: the explanation, and the sentences of the rules that hold its finding back. */
interface Answer {
  readonly subject: Subject | undefined;
  readonly explanation: Explanation;
  readonly held: readonly string[];
}

/** Sentences shown of what could not be read. */
const maxUnread = 10;

function namedPackage(purl: string): Subject {
  const parsed = parsePurl(purl);
  if (!parsed.ok) throw parsed.error;
  const named = packageOfPurl(parsed.value);
  if (named === undefined) throw errors.bad_option(`--package "${purl}" is not a package URL of a known type`);
  return named;
}

const marks: Readonly<Record<Explanation['outcome'], string>> = {
  unknown: '?',
  known: '·',
  affected: '✗',
  'not-affected': '✓',
  undecided: '!',
};

const outcomeWords: Readonly<Record<Explanation['outcome'], string>> = {
  unknown: 'no record has this id',
  known: 'in the index',
  affected: 'affected',
  'not-affected': 'not affected',
  undecided: 'could not be judged',
};

function stepIndent({ step }: ExplainStep): number {
  if (step === 'group' || step === 'unknown-id') return 2;
  return step === 'record' || step === 'withdrawn' || step === 'names' ? 4 : 6;
}

function draw({ explanation, subject, held }: Answer, paint: Paint): string {
  const what = subject === undefined ? '' : ` for ${plain(subject.name)} ${plain(subject.version ?? '(not locked)')}`;
  const head = `${marks[explanation.outcome]} ${plain(explanation.id)}${what}: ${outcomeWords[explanation.outcome]}`;
  const style =
    explanation.outcome === 'affected' ? 'red' : explanation.outcome === 'not-affected' ? 'green' : 'yellow';
  const lines = [paint(head, style, 'bold')];
  for (const step of explanation.steps) {
    const indent = ' '.repeat(stepIndent(step));
    for (const [at, line] of wrap(plain(step.text), 78 - indent.length).entries())
      lines.push(`${indent}${at === 0 ? '' : '  '}${line}`);
  }
  for (const text of held) lines.push(...wrap(plain(text), 76).map((line) => `  ${paint(line, 'yellow')}`));
  return `${lines.join('\n')}\n`;
}

/** The rules that keep the finding out of a report, in words. */
function heldBack(
  explanation: Explanation,
  { subject, files }: LockedPackage,
  index: AdvisoryIndex,
  settings: ScanSettings,
  io: CommandIo,
): readonly string[] {
  const ids = index.groupOf(explanation.id)?.ids;
  if (explanation.outcome !== 'affected' || ids === undefined) return [];
  const named = { ids: [...ids], package: { ...subject, purl: '' } };
  const holding = holdingRules(named, files, settings.ignore, io.clock.now());
  return holding.map(({ rule: { owner, until, reason }, files: held }) => {
    const where = held.length === files.length ? '' : ` in ${held.join(', ')}`;
    return `held back${where} by the rule of ${owner} until ${until}: ${reason}`;
  });
}

/** `maximus explain`: exits 2 where something could not be judged or read, 3 for an id that no record has. */
export async function runExplain(args: Args, io: CommandIo): Promise<number> {
  const id = required(args, 0, 'ID');
  const { database, settings } = await loadConfig(args, io);
  const index = openDatabase(database);
  try {
    const purl = args.text('package');
    const paths = args.positionals.length > 1 ? args.positionals.slice(1) : ['.'];
    const { packages, unread } =
      purl === undefined
        ? await lockedPackages(index, id, paths, settings, io)
        : { packages: [{ subject: namedPackage(purl), files: [] }], unread: [] };
    const answers = packages.map((locked): Answer => {
      const explanation = explain(index, id, locked.subject);
      return { subject: locked.subject, explanation, held: heldBack(explanation, locked, index, settings, io) };
    });
    if (answers.length === 0) answers.push({ subject: undefined, explanation: explain(index, id), held: [] });
    write(answers, args, io);
    if (packages.length === 0 && answers[0]?.explanation.outcome === 'known') {
      io.err.write(`No version of the packages it names is locked in ${paths.join(', ')}.\n`);
    }
    writeUnread(unread, io);
    return codeOf(answers, unread);
  } finally {
    index.close();
  }
}

function write(answers: readonly Answer[], args: Args, io: CommandIo): void {
  if (args.text('format') === 'json') {
    io.out.write(`${JSON.stringify(answers, null, 2)}\n`);
    return;
  }
  const paint = createPaint(wantsColour(io.out.isTerminal, io.environment));
  io.out.write(answers.map((answer) => draw(answer, paint)).join('\n'));
}

function writeUnread(unread: readonly string[], io: CommandIo): void {
  if (unread.length === 0) return;
  io.err.write('Not all of it could be checked; an affected version may stand where it was not read:\n');
  for (const text of unread.slice(0, maxUnread)) {
    for (const [at, line] of wrap(plain(text), 74).entries()) io.err.write(`${at === 0 ? '  ' : '    '}${line}\n`);
  }
  if (unread.length > maxUnread) io.err.write(`  and ${unread.length - maxUnread} more; a scan lists them\n`);
}

function codeOf(answers: readonly Answer[], unread: readonly string[]): number {
  const outcomes = answers.map(({ explanation }) => explanation.outcome);
  if (outcomes.includes('unknown')) return exitCode.usage;
  return outcomes.includes('undecided') || unread.length > 0 ? exitCode.incomplete : exitCode.passed;
}
