import type { Scope } from '@maximus/contracts';
import { inFolder } from '../tree-path.ts';
import type { ProjectFiles } from '../types.ts';
import { memberOf, readTerm, type Term, textOf } from './terms.ts';

/** One dependency of a mix.exs. */
export interface MixRequest {
  readonly app: string;
  readonly range: string | undefined;
  readonly scope: Scope;
  /** `override: true`: this requirement wins over those of other packages. */
  readonly override: boolean;
}

/** What the mix.exs files beside and below a lock file ask for. */
export interface MixProject {
  readonly requests: readonly MixRequest[];
  readonly consumed: readonly string[];
}

/** Applications of an umbrella that are looked at. */
const maxApps = 1_000;
const maxDepth = 32;

/**
 * Reads the mix.exs in the folder of the lock file, and those of an umbrella's applications. They are code and never
 * run: only dependencies written as literals are seen.
 */
export async function readMixProject(files: ProjectFiles, lockPath: string): Promise<MixProject> {
  const folder = lockPath.includes('/') ? lockPath.slice(0, lockPath.lastIndexOf('/')) : '';
  const consumed: string[] = [];
  const requests: MixRequest[] = [];
  const read = async (path: string): Promise<string> => {
    const text = (await files.exists(path)) ? await files.read(path) : undefined;
    if (text?.ok !== true) return '';
    consumed.push(path);
    for (const request of readDependencies(text.value)) requests.push(request);
    return text.value;
  };
  const root = await read(inFolder(folder, 'mix.exs'));
  const apps = /\bapps_path:\s*"([\w/-]+)"/.exec(root)?.[1];
  if (apps !== undefined) {
    const names = (await files.list(inFolder(folder, apps))).filter((name) => name.endsWith('/'));
    for (const name of names.slice(0, maxApps)) await read(`${inFolder(folder, apps)}/${name}mix.exs`);
  }
  return { requests, consumed };
}

/** The tuples in lists of functions named `deps`; a tuple that is not a literal is passed over. */
export function readDependencies(text: string): readonly MixRequest[] {
  const requests: MixRequest[] = [];
  // Kept from one definition to the next: each part of a hostile file is looked at once.
  let open = -1;
  let end = -1;
  let done = 0;
  for (const { index } of text.matchAll(/\bdefp?\s{1,20}\w*deps\w*\b/g)) {
    if (index < done) continue;
    if (open < index) open = text.indexOf('[', index);
    if (open === -1) break;
    if (end <= index) end = text.indexOf('\n  def', index + 1);
    if (end === -1) end = text.length;
    if (open > end) continue;
    for (const request of readList(text, open + 1, end)) requests.push(request);
    done = end;
  }
  return requests;
}

function readList(text: string, from: number, limit: number): MixRequest[] {
  const requests: MixRequest[] = [];
  let at = from;
  while (at < limit) {
    const sign = text[at];
    if (sign === '#') {
      const feed = text.indexOf('\n', at);
      at = feed === -1 ? limit : feed;
    } else if (sign === '{' && text[at + 1] === ':') {
      const read = readTerm(text, at, maxDepth);
      const request = 'term' in read ? readRequest(read.term) : undefined;
      if (request !== undefined) requests.push(request);
      at = 'term' in read ? read.end : Math.max(at + 1, read.fault.at);
    } else at++;
  }
  return requests;
}

/** `{:app, "~> 1.0", only: :test}`, `{:app, path: "…"}`; the options may stand in a list. */
function readRequest(term: Term): MixRequest | undefined {
  if (term.type !== 'tuple') return undefined;
  const app = textOf(term.items[0]);
  if (app === undefined) return undefined;
  const range = term.items[1]?.type === 'string' ? term.items[1].text : undefined;
  const last = term.items.at(-1);
  const options: Term = last?.type === 'list' ? last : { type: 'list', items: term.items.slice(1), at: term.at };
  if (memberOf(options, 'path') !== undefined || isTrue(memberOf(options, 'in_umbrella'))) return undefined;
  return { app, range, scope: scopeOf(options), override: isTrue(memberOf(options, 'override')) };
}

function scopeOf(options: Term): Scope {
  const only = memberOf(options, 'only');
  const environments = only?.type === 'list' ? only.items.map(textOf) : only === undefined ? ['prod'] : [textOf(only)];
  if (!environments.includes('prod')) return 'dev';
  return isTrue(memberOf(options, 'optional')) ? 'optional' : 'prod';
}

function isTrue(term: Term | undefined): boolean {
  return term?.type === 'other' && term.text === 'true';
}
