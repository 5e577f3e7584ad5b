import type { Clock } from '@maximus/kernel';
import { findImports } from '../find-imports.ts';
import { flawedSymbols } from '../flawed-symbols.ts';
import type { Limits, SourceFiles } from '../types.ts';
import { type CodeRule, codeRules } from './code-rules.data.ts';
import { rewriteJavascript } from './rewrite-javascript.ts';
import { rewritePython } from './rewrite-python.ts';
import { type Splice, spliced } from './splice.ts';

/** What is to be rewritten: the use of one package, for the flaws of one group or more. */
export interface RewriteInput {
  readonly files: SourceFiles;
  readonly ecosystem: string;
  readonly name: string;
  /** Ids of each flaw with its aliases. */
  readonly flaws: readonly (readonly string[])[];
  readonly clock: Clock;
  readonly limits?: Partial<Limits>;
}

/** A file as it is and as it would be. */
export interface RewrittenFile {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** What rules made of a project's source. Nothing is written anywhere. */
export type Rewritten =
  | {
      readonly state: 'rewritten';
      readonly rule: string;
      readonly note: string;
      readonly files: readonly RewrittenFile[];
    }
  /** There is no rule for one of the flaws. */
  | { readonly state: 'no-rule' }
  /** No place of the project's own code uses what is flawed. */
  | { readonly state: 'nothing-to-do'; readonly reason: string }
  /** A place is left that the rule does not understand, or not everything could be looked at. */
  | { readonly state: 'incomplete'; readonly reason: string; readonly places: readonly string[] };

const maxFiles = 50;

/** The rule for one flaw of a package. */
function ruleFor(
  { ecosystem, name }: Pick<RewriteInput, 'ecosystem' | 'name'>,
  ids: readonly string[],
): CodeRule | undefined {
  const plain = ecosystem === 'PyPI' ? name.toLowerCase().replace(/[-_.]+/g, '-') : name;
  const wanted = new Set(ids.map((id) => id.toUpperCase()));
  return codeRules.find(
    (rule) =>
      rule.ecosystem === ecosystem && rule.package === plain && rule.ids.some((id) => wanted.has(id.toUpperCase())),
  );
}

/** The one rule for all flaws. */
function ruleForAll(about: Pick<RewriteInput, 'ecosystem' | 'name' | 'flaws'>): CodeRule | undefined {
  const [rule, ...others] = about.flaws.map((ids) => ruleFor(about, ids));
  return others.every((each) => each === rule) ? rule : undefined;
}

/** Whether there is a rule at all, before any source is looked at. */
export function hasRewriteRule(about: Pick<RewriteInput, 'ecosystem' | 'name' | 'flaws'>): boolean {
  return ruleForAll(about) !== undefined;
}

/**
 * Rewrites the calls of flawed functions by our rules, and looks afterwards whether any use of them is left: only a change
 * after which none is left is an answer (eureka.md §3, rung 6). The text beside the calls stays as it is.
 */
export async function rewriteByRule(input: RewriteInput): Promise<Rewritten> {
  const rule = ruleForAll(input);
  if (rule === undefined) return { state: 'no-rule' };
  const before = await useOfFlaws(input, input.files, rule);
  if (before.verdict === 'unreachable') return { state: 'nothing-to-do', reason: before.reason ?? '' };
  if (before.verdict !== 'reachable')
    return { state: 'incomplete', reason: before.reason ?? 'the source could not be looked at', places: [] };
  const files: RewrittenFile[] = [];
  for (const path of await input.files.paths()) {
    if (!claims(path, rule)) continue;
    const read = await input.files.read(path);
    if (!read.ok || !read.value.includes(rule.module.split('.', 1).join())) continue;
    const after = spliced(read.value, await splicesOf(path, read.value, rule));
    if (after === read.value) continue;
    files.push({ file: path, before: read.value, after });
    if (files.length > maxFiles)
      return { state: 'incomplete', reason: `more than ${maxFiles} files would change`, places: [] };
  }
  const texts = new Map(files.map(({ file, after }) => [file, after]));
  const read: SourceFiles['read'] = async (path) => {
    const text = texts.get(path);
    return text === undefined ? input.files.read(path) : { ok: true, value: text };
  };
  const after = await useOfFlaws(input, { paths: () => input.files.paths(), read }, rule);
  if (after.verdict !== 'unreachable') {
    const places = after.locations.map(({ file, line }) => `${file}:${line}`);
    return { state: 'incomplete', reason: after.reason ?? 'not every use could be told', places };
  }
  return { state: 'rewritten', rule: rule.id, note: rule.note, files };
}

async function useOfFlaws({ ecosystem, name, flaws, clock, limits }: RewriteInput, files: SourceFiles, rule: CodeRule) {
  const symbols = new Set([
    ...flaws.flatMap((ids) => flawedSymbols(ecosystem, rule.package, ids, [])),
    ...rule.calls.keys(),
  ]);
  // What other packages do with it no rewrite of the project's own source changes; the caller says so.
  const wanted = { key: name, ecosystem, name, direct: true, symbols: [...symbols] };
  const { results } = await findImports({ files, packages: [wanted], clock, ...(limits && { limits }) });
  return results.get(name) ?? { verdict: 'not_decidable' as const, reason: undefined, locations: [] };
}

const scripts = { js: 'JavaScript', mjs: 'JavaScript', cjs: 'JavaScript', jsx: 'JavaScript', tsx: 'Tsx' } as const;
const typed = { ts: 'TypeScript', mts: 'TypeScript', cts: 'TypeScript' } as const;
const languages: ReadonlyMap<string, 'JavaScript' | 'TypeScript' | 'Tsx'> = new Map(
  Object.entries({ ...scripts, ...typed }),
);

function claims(path: string, { ecosystem }: CodeRule): boolean {
  const ending = path.slice(path.lastIndexOf('.') + 1);
  return ecosystem === 'PyPI' ? ending === 'py' : languages.has(ending);
}

function splicesOf(path: string, text: string, rule: CodeRule): Promise<readonly Splice[]> {
  if (rule.ecosystem === 'PyPI') return rewritePython(text, rule);
  return rewriteJavascript(languages.get(path.slice(path.lastIndexOf('.') + 1)) ?? 'JavaScript', text, rule);
}
