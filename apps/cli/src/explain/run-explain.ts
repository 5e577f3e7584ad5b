import { resolve } from 'node:path';
import type { AdvisoryIndex } from '@maximus/advisories';
import { packageOfPurl, parsePurl, takeInventory } from '@maximus/inventory';
import { type ExplainStep, type Explanation, explain, type Subject } from '@maximus/matching';
import { baseEcosystem, normaliseName } from '@maximus/versions';
import type { Args } from '../args/command.ts';
import { required } from '../args/positional.ts';
import { loadConfig } from '../config/load.ts';
import { openDatabase } from '../database/open.ts';
import { errors } from '../errors.ts';
import { exitCode } from '../exit-code.ts';
import type { CommandIo } from '../terminal/io.ts';
import { createPaint, type Paint, plain, wantsColour, wrap } from '../terminal/style.ts';

function namedPackage(purl: string): Subject {
  const parsed = parsePurl(purl);
  if (!parsed.ok) throw parsed.error;
  const named = packageOfPurl(parsed.value);
  if (named === undefined) throw errors.bad_option(`--package "${purl}" is not a package URL of a known type`);
  return named;
}

/** Every version of the affected packages that the paths hold, each once. */
async function lockedPackages(
  index: AdvisoryIndex,
  id: string,
  paths: readonly string[],
  io: CommandIo,
): Promise<readonly Subject[]> {
  const group = index.groupOf(id);
  if (group === undefined) return [];
  const named = new Set<string>();
  for (const recordId of group.recordIds) {
    for (const { package: affected } of index.record(recordId)?.affected ?? []) {
      if (affected !== undefined) named.add(keyOf(affected.ecosystem, affected.name));
    }
  }
  const found = new Map<string, Subject>();
  for (const path of paths) {
    const taken = await takeInventory(resolve(io.workingFolder, path), { clock: io.clock, signal: io.signal });
    if (!taken.ok) throw taken.error;
    for (const { ecosystem, name, version, purl } of taken.value.files.flatMap((file) => file.components)) {
      if (named.has(keyOf(ecosystem, name)))
        found.set(purl, { ecosystem, name, ...(version === undefined ? {} : { version }) });
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, subject]) => subject);
}

function keyOf(ecosystem: string, name: string): string {
  return `${baseEcosystem(ecosystem)}\u0000${normaliseName(ecosystem, name)}`;
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

function draw(explanation: Explanation, subject: Subject | undefined, paint: Paint): string {
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
  return `${lines.join('\n')}\n`;
}

/** `maximus explain`: exits 2 where something could not be judged, 3 for an id that no record has. */
export async function runExplain(args: Args, io: CommandIo): Promise<number> {
  const id = required(args, 0, 'ID');
  const { database } = await loadConfig(args, io);
  const index = openDatabase(database);
  try {
    const purl = args.text('package');
    const paths = args.positionals.length > 1 ? args.positionals.slice(1) : ['.'];
    const subjects = purl === undefined ? await lockedPackages(index, id, paths, io) : [namedPackage(purl)];
    const asked: readonly (Subject | undefined)[] = subjects.length === 0 ? [undefined] : subjects;
    const explanations = asked.map((subject) => ({ subject, explanation: explain(index, id, subject) }));
    write(explanations, args, io);
    if (purl === undefined && subjects.length === 0 && explanations[0]?.explanation.outcome === 'known') {
      io.err.write(`No version of the packages it names is locked in ${paths.join(', ')}.\n`);
    }
    return codeOf(explanations.map(({ explanation }) => explanation.outcome));
  } finally {
    index.close();
  }
}

function write(
  explanations: readonly { subject: Subject | undefined; explanation: Explanation }[],
  args: Args,
  io: CommandIo,
): void {
  if (args.text('format') === 'json') {
    io.out.write(`${JSON.stringify(explanations, null, 2)}\n`);
    return;
  }
  const paint = createPaint(wantsColour(io.out.isTerminal, io.environment));
  io.out.write(explanations.map(({ subject, explanation }) => draw(explanation, subject, paint)).join('\n'));
}

function codeOf(outcomes: readonly Explanation['outcome'][]): number {
  if (outcomes.includes('unknown')) return exitCode.usage;
  return outcomes.includes('undecided') ? exitCode.incomplete : exitCode.passed;
}
