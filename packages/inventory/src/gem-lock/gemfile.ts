/** What is used of a Gemfile: the groups of each gem, and whether it takes in a gemspec. */
export interface Gemfile {
  /** Empty: no group, needed in production. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly usesGemspec: boolean;
}

/** Groups of one gem that are kept; a gem is in one or two. */
const maxGroups = 64;

const opener = /^(?:if|unless|case|begin|def|class|module|while|until|for)\b/;

/**
 * Reads groups out of a Gemfile by its lines. A Gemfile is Ruby and is never run: what is computed there is not seen.
 * Known are `gem 'x', group: …`, `groups: […]`, `:group => …`, and blocks of `group … do` with others nested in them.
 */
export function readGemfile(text: string): Gemfile {
  const groups = new Map<string, readonly string[]>();
  /** Of each open block, its groups with those of the blocks around it. */
  const blocks: (readonly string[])[] = [];
  let usesGemspec = false;
  for (const statement of statements(text)) {
    if (/^end\b/.test(statement)) blocks.pop();
    else if (/^gemspec\b/.test(statement)) usesGemspec = true;
    else if (/^gem[\s(]/.test(statement)) {
      const [name] = quoted(statement.slice(3));
      if (name !== undefined)
        groups.set(name, [...(blocks.at(-1) ?? []), ...inlineGroups(statement)].slice(0, maxGroups));
    }
    const isBlock = /\bdo(?:\s*\|[^|]*\|)?$/.test(statement);
    const around = blocks.at(-1) ?? [];
    if (isBlock && /^group[\s(]/.test(statement)) {
      blocks.push([...around, ...words(statement.slice('group'.length))].slice(0, maxGroups));
    } else if (isBlock || opener.test(statement)) blocks.push(around);
  }
  return { groups, usesGemspec };
}

/** Lines without comments, joined where one ends in a comma. */
function* statements(text: string): Generator<string> {
  let open = '';
  for (const raw of text.split('\n')) {
    const line = withoutComment(raw).trim();
    if (line === '') continue;
    open = open === '' ? line : `${open} ${line}`;
    if (line.endsWith(',') && open.length < 4096) continue;
    yield open;
    open = '';
  }
  if (open !== '') yield open;
}

function withoutComment(line: string): string {
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const sign = line[at] ?? '';
    if (quote !== '') {
      if (sign === quote) quote = '';
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '#') return line.slice(0, at);
  }
  return line;
}

/** The groups of `group: :test`, `groups: [:a, :b]`, `:group => 'test'`. */
function inlineGroups(statement: string): readonly string[] {
  const key = /(?::groups?\s*=>|\bgroups?:)\s*/.exec(statement);
  if (key === null) return [];
  const rest = statement.slice(key.index + key[0].length);
  const close = rest.startsWith('[') ? rest.indexOf(']') : rest.indexOf(',');
  return words(close === -1 ? rest : rest.slice(0, close));
}

/** Symbols and quoted words: `:a, "b"`; an option such as `optional: true` is none. */
function words(text: string): string[] {
  return [...text.matchAll(/(?:^|[\s([,]):(\w+)|["']([^"']+)["']/g)].map(([, symbol, word]) => symbol ?? word ?? '');
}

function quoted(text: string): string[] {
  return [...text.matchAll(/["']([^"']+)["']/g)].map(([, word]) => word ?? '');
}

const development = new Set(['development', 'dev', 'test', 'tests', 'ci', 'lint', 'docs', 'doc', 'debug', 'profiling']);

/** Whether every group is one of development; a gem in no group is for production. */
export function isDevelopment(groups: readonly string[]): boolean {
  return groups.length > 0 && groups.every((group) => development.has(group));
}
