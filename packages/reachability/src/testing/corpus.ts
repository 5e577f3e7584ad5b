import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is true of a project, by running it. */
export type CorpusLabel = 'reachable' | 'unreachable' | 'not_decidable';

/** One project of the corpus, as its file says it. */
export interface CorpusProject {
  readonly name: string;
  readonly language: string;
  /** OSV ecosystem and name of the package that has the flaw. */
  readonly ecosystem: string;
  readonly packageName: string;
  /** The flawed symbols, in the spelling that the analysis takes. */
  readonly symbols: readonly string[];
  readonly entry: string;
  /** Arguments of usual runs. */
  readonly runs: readonly string[];
  /** Arguments of runs in which the input names code: a module, a function, a text that is run. */
  readonly namedRuns: readonly string[];
  /** What a person says, where no tool of the language was there to run it. */
  readonly expected?: CorpusLabel;
  /** Path → text, the stand-in of the package among them. */
  readonly files: ReadonlyMap<string, string>;
  /** Never looked at while the analysis was made: half of all, by the hash of the name. */
  readonly heldOut: boolean;
}

/** What `label` wrote of one project. */
export interface CorpusAnswer {
  readonly label: CorpusLabel;
  readonly method: string;
  readonly runs: readonly { readonly args: string; readonly input: 'usual' | 'names code'; readonly called: boolean }[];
}

/** The folder with one file per project. */
export const corpusFolder = join(import.meta.dirname, '..', '..', 'corpus');

/** Where the stand-ins of packages are; they are no source of the project. */
const standIn = /^(?:node_modules|site|stubs)\//;

/** All projects, by name. */
export function readCorpus(): readonly CorpusProject[] {
  const names = readdirSync(corpusFolder).filter((name) => name.endsWith('.txtar'));
  return names.sort().map((name) => parse(name.slice(0, -6), readFileSync(join(corpusFolder, name), 'utf8')));
}

/** The labels that running the projects gave. */
export function readLabels(): ReadonlyMap<string, CorpusAnswer> {
  const text = readFileSync(join(corpusFolder, 'labels.json'), 'utf8');
  return new Map(Object.entries(JSON.parse(text) as Record<string, CorpusAnswer>));
}

/** The project's own files, without the stand-ins. */
export function ownFiles({ files }: CorpusProject): Record<string, string> {
  return Object.fromEntries([...files].filter(([path]) => !standIn.test(path)));
}

function parse(name: string, text: string): CorpusProject {
  const [head = '', ...parts] = text.split(/^-- (.+) --$/m);
  const fields = head
    .split('\n')
    .filter((line) => line.includes(':'))
    .map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]);
  const one = (key: string) => fields.find(([field]) => field === key)?.[1] ?? '';
  const all = (key: string) => fields.filter(([field]) => field === key).map(([, value]) => value);
  const files = new Map<string, string>();
  for (let at = 0; at + 1 < parts.length; at += 2) files.set(parts[at] ?? '', (parts[at + 1] ?? '').replace(/^\n/, ''));
  const wanted = one('package');
  const colon = wanted.indexOf(':');
  const expected = one('expect');
  return {
    name,
    language: one('language'),
    ecosystem: wanted.slice(0, colon),
    packageName: wanted.slice(colon + 1),
    symbols: one('symbols').split(' '),
    entry: one('entry'),
    runs: all('run'),
    namedRuns: all('name'),
    ...(expected === '' ? {} : { expected: expected as CorpusLabel }),
    files,
    heldOut: (createHash('sha256').update(name).digest()[2] ?? 0) % 2 === 1,
  };
}
