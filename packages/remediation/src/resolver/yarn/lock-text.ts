import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../../errors.ts';

/** The two generations of yarn.lock. */
export type Generation = 'classic' | 'berry';

/** One entry: the requirements that it answers, and its lines below the first. */
export interface YarnBlock {
  readonly patterns: readonly string[];
  readonly body: readonly string[];
}

/** A yarn.lock in its entries, for changes that leave every other line as it is. */
export interface YarnText {
  readonly generation: Generation;
  readonly eol: string;
  /** Everything before the first entry, `__metadata` included. */
  readonly preamble: string;
  readonly blocks: readonly YarnBlock[];
  /** What stands behind the last entry. */
  readonly end: string;
}

const maxLines = 4_000_000;

/** Takes the file apart. Fails with `remediation.lock_unparsed` where `renderYarn` would not give it back byte for byte. */
export function splitYarn(text: string): Result<YarnText> {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(eol, maxLines);
  const generation: Generation = lines.includes('__metadata:') ? 'berry' : 'classic';
  const starts = lines.flatMap((line, at) => (/^[^\s#]/.test(line) && line !== '__metadata:' ? [at] : []));
  const [first] = starts;
  if (first === undefined) return fail(errors.lock_unparsed('the yarn.lock has no entries'));
  const blocks = starts.map((at, index) => {
    const body = lines.slice(at + 1, starts[index + 1] ?? lines.length).filter((line) => line !== '');
    return { patterns: patternsOf(lines[at] ?? ''), body };
  });
  const preamble = lines
    .slice(0, first)
    .map((line) => line + eol)
    .join('');
  const end = /(?:\r?\n)*$/.exec(text)?.[0] ?? '';
  const read = { generation, eol, preamble, blocks, end };
  if (renderYarn(read) !== text) return fail(errors.lock_unparsed('the yarn.lock is not laid out as Yarn writes it'));
  return ok(read);
}

/** The text: entries in Yarn's order, one empty line apart. */
export function renderYarn({ generation, eol, preamble, blocks, end }: YarnText): string {
  const inOrder = blocks
    .map(({ patterns, body }) => ({ patterns: [...patterns].sort(byText), body }))
    .sort((a, b) => byText(keyOf(a.patterns, generation), keyOf(b.patterns, generation)));
  const texts = inOrder.map(({ patterns, body }) => [headOf(patterns, generation), ...body].join(eol));
  return preamble + texts.join(eol + eol) + end;
}

function keyOf(patterns: readonly string[], generation: Generation): string {
  return generation === 'berry' ? patterns.join(', ') : (patterns[0] ?? '');
}

function headOf(patterns: readonly string[], generation: Generation): string {
  return generation === 'berry' ? `"${patterns.join(', ')}":` : `${patterns.map(classicText).join(', ')}:`;
}

/** A word of a classic yarn.lock, quoted where its reader asks for it. */
export function classicText(text: string): string {
  return /^(?:true|false)|[:\s\n\\",[\]]|^[^a-zA-Z]/.test(text) || text === '' ? JSON.stringify(text) : text;
}

/** A word of a berry yarn.lock. */
export function berryText(text: string): string {
  return /^(?![-?:,\][{}#&*!|>'"%@` \t\r\n]).([ \t]*(?![,\][{}:# \t\r\n]).)*$/.test(text) && text.length < 200
    ? text
    : JSON.stringify(text);
}

function patternsOf(head: string): readonly string[] {
  return head.replace(/:$/, '').replaceAll('"', '').split(', ');
}

/** What an entry says: its fields, and its lists by name. */
export interface YarnFields {
  readonly fields: ReadonlyMap<string, string>;
  readonly lists: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Names under `dependenciesMeta` or `peerDependenciesMeta` that are optional. */
  readonly optional: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Reads the lines of an entry. */
export function fieldsOf(body: readonly string[]): YarnFields {
  const fields = new Map<string, string>();
  const lists = new Map<string, Map<string, string>>();
  const optional = new Map<string, Set<string>>();
  let [list, name] = ['', ''];
  for (const line of body) {
    const found = /^( {2,6})("[^"]*"|[^\s":][^\s:]*):?(?: (.*))?$/.exec(line.slice(0, 4_096));
    const [indent, key, value] = [found?.[1]?.length, wordOf(found?.[2] ?? ''), found?.[3]];
    if (indent === 2) {
      list = key;
      if (value !== undefined) fields.set(key, wordOf(value));
    } else if (indent === 4) {
      name = key;
      const at = lists.get(list) ?? new Map<string, string>();
      if (value !== undefined) lists.set(list, at.set(key, wordOf(value)));
    } else if (indent === 6 && key === 'optional' && value === 'true') {
      optional.set(list, (optional.get(list) ?? new Set<string>()).add(name));
    }
  }
  return { fields, lists, optional };
}

function wordOf(text: string): string {
  return text.startsWith('"') && text.endsWith('"') && text.length > 1
    ? text.slice(1, -1).replaceAll('\\"', '"')
    : text;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
