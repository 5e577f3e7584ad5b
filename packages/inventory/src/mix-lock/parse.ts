import { type AppError, fail, ok, type Result } from '@maximus/kernel';
import {
  buildGraph,
  type DraftComponent,
  type DraftEdge,
  type RootEdge,
  unaskedRoots,
} from '../dependency-graph/index.ts';
import { errors } from '../errors.ts';
import { maxDepth } from '../json.ts';
import { lineAt } from '../lines.ts';
import { createProblemList } from '../problem-list/index.ts';
import { createPurl } from '../purl/index.ts';
import type { ParsedFile, ParseInput } from '../types.ts';
import { type LockEntry, readLockEntry } from './lock-entries.ts';
import { type MixRequest, readMixProject } from './manifest.ts';
import { readEntries, type TermFault } from './terms.ts';

/** Parses mix.lock with the mix.exs beside it and those of an umbrella. */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const problems = createProblemList();
  const project = await readMixProject(input.files, input.path);
  const overrides = new Map(
    project.requests.filter(({ override }) => override).map((request) => [request.app, request]),
  );
  const drafts = new Map<string, DraftComponent>();
  const lines = new LineCounter(input.text);
  for (const read of readEntries(input.text, maxDepth)) {
    if ('fault' in read) return fail(faultError(input, read.fault));
    const [key, value] = read;
    const entry = readLockEntry(key, value);
    const line = lines.at(key.at);
    const where = { file: input.path, line };
    if (entry === undefined)
      problems.add('entry', () => errors.malformed('an entry is neither from Hex nor from git', where));
    else if (drafts.has(entry.app))
      problems.add('twice', () => errors.malformed(`${entry.app.slice(0, 120)} is there twice`, where));
    else drafts.set(entry.app, toDraft(entry, line, overrides.get(entry.app)));
  }
  const roots: RootEdge[] = project.requests
    .filter(({ app }) => drafts.has(app))
    .map(({ app, range, scope }) => ({ to: app, scope, ...(range === undefined ? {} : { requested: range }) }));
  // What mix.exs computes, and what folders of the project's own ask for, is not seen there.
  for (const root of unaskedRoots(drafts)) roots.push(root);
  return ok(buildGraph({ path: input.path, drafts, roots, problems: problems.list(), consumed: project.consumed }));
}

function faultError({ path, text }: ParseInput, { at, tooDeep }: TermFault): AppError {
  const where = { file: path, line: lineAt(text, at) };
  if (tooDeep) return errors.too_deep(`nested deeper than ${maxDepth} levels`, where);
  return errors.malformed('not a map of literals of Elixir', where);
}

function toDraft(entry: LockEntry, line: number, override: MixRequest | undefined): DraftComponent {
  const { name, version, checksum, vcsUrl, pin } = entry;
  const rule = override === undefined ? pin : `mix.exs override ${override.range ?? ''}`.trimEnd();
  return {
    ecosystem: 'Hex',
    name,
    ...(version === undefined ? {} : { version }),
    purl: createPurl('Hex', name, version, vcsUrl === undefined ? undefined : { vcs_url: vcsUrl }),
    line,
    ...(checksum === undefined || checksum === '' ? {} : { integrity: checksum }),
    ...(rule === undefined ? {} : { override: rule }),
    dependsOn: entry.requests.map(
      ({ app, range, optional }): DraftEdge => ({
        to: app,
        ...(range === undefined ? {} : { requested: range }),
        ...(optional ? { optional } : {}),
      }),
    ),
  };
}

/** Lines of offsets that only grow, in one pass over the text. */
class LineCounter {
  readonly #text: string;
  #offset = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  at(offset: number): number {
    for (let feed = this.#text.indexOf('\n', this.#offset); feed !== -1 && feed < offset; ) {
      this.#line++;
      this.#offset = feed + 1;
      feed = this.#text.indexOf('\n', this.#offset);
    }
    return this.#line;
  }
}
