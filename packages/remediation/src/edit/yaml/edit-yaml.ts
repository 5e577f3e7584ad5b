import { isDeepStrictEqual } from 'node:util';
import { fail, ok, type Result } from '@maximus/kernel';
import { isMap, isScalar, LineCounter, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { errors } from '../../errors.ts';
import { isRecord } from '../json/index.ts';

/** One text to set in a mapping of mappings. */
export interface YamlEdit {
  readonly path: readonly [string, ...string[]];
  /** Nothing where the entry goes; a mapping that it leaves empty goes with it. */
  readonly value: string | undefined;
}

const maxBytes = 1 << 20;

/**
 * Sets texts in a YAML file that people write, and leaves every other byte as it is: comments, order, quotes, line ends. An
 * empty text becomes a file. Fails with `remediation.edit_refused` where the edit would not hold: no mapping, anchors, or a
 * mapping in brackets that would have to grow.
 */
export function editYaml(text: string, edits: readonly YamlEdit[]): Result<string> {
  let after = text;
  for (const edit of edits) {
    const changed = editOnce(after, edit);
    if (!changed.ok) return changed;
    const wanted = withValue(readMapping(after) ?? {}, edit);
    if (!isDeepStrictEqual(readMapping(changed.value), wanted)) return refused('the edit would change something else');
    after = changed.value;
  }
  return ok(after);
}

/** The mapping that a text holds, with every alias refused; nothing where it holds none. */
export function readMapping(text: string): Record<string, unknown> | undefined {
  if (text.trim() === '') return {};
  if (text.length > maxBytes) return undefined;
  const document = parseDocument(text, { logLevel: 'silent' });
  if (document.errors.length > 0) return undefined;
  try {
    const value: unknown = document.toJS({ maxAliasCount: 0 });
    if (value === null) return {};
    return isRecord(value) ? value : undefined;
  } catch (error) {
    // More aliases than none.
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

function editOnce(text: string, { path, value }: YamlEdit): Result<string> {
  if (readMapping(text) === undefined) return refused('it is not a plain YAML mapping');
  if (value === undefined) return removed(text, path);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, logLevel: 'silent' });
  const quoted = inQuotes(value);
  let map: unknown = document.contents;
  if (map !== null && !isMap(map)) return refused('it is not a mapping');
  let parent: YAMLMap | undefined;
  for (const [depth, key] of path.entries()) {
    if (!isMap(map)) break;
    parent = map;
    const pair: Pair | undefined = map.items.find((each) => isScalar(each.key) && each.key.value === key);
    if (pair === undefined) return inserted(text, map, path.slice(depth), depth, quoted, eol, lineCounter);
    map = pair.value;
  }
  if (isScalar(map) && map.range && map.value !== null) {
    const [start, end] = map.range;
    return ok(text.slice(0, start) + quotedAs(text.slice(start, end), value, quoted) + text.slice(end));
  }
  if (parent !== undefined) return refused('a value of another kind stands there');
  const end = text === '' || text.endsWith('\n') ? '' : eol;
  return ok(text + end + lines(path, 0, quoted).join(eol) + eol);
}

/** Without the lines of an entry, and of what it leaves empty. */
function removed(text: string, path: readonly string[]): Result<string> {
  let map: unknown = parseDocument(text, { logLevel: 'silent' }).contents;
  let pair: Pair | undefined;
  for (const key of path) {
    if (!isMap(map) || map.flow === true) return refused('the entry does not stand on lines of its own');
    const found: Pair | undefined = map.items.find((each) => isScalar(each.key) && each.key.value === key);
    if (found === undefined) return refused('there is no such entry');
    if (pair === undefined || map.items.length > 1) pair = found;
    map = found.value;
  }
  const start = isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  const end = endOf(pair);
  if (start === undefined || end === undefined) return refused('there is no such entry');
  const lineEnd = text.indexOf('\n', end);
  return ok(text.slice(0, text.lastIndexOf('\n', start) + 1) + (lineEnd < 0 ? '' : text.slice(lineEnd + 1)));
}

function inserted(
  text: string,
  map: YAMLMap,
  rest: readonly string[],
  depth: number,
  value: string,
  eol: string,
  counter: LineCounter,
): Result<string> {
  const last = map.items.at(-1);
  const keyRange = isScalar(last?.key) ? last.key.range : undefined;
  if (map.flow === true || !keyRange) return refused('a mapping in brackets would have to grow');
  const indent = counter.linePos(keyRange[0]).col - 1;
  // Behind the last value of the mapping, comments and empty lines behind it excepted.
  const end = endOf(last) ?? keyRange[1];
  const lineEnd = text.indexOf('\n', end);
  const at = lineEnd < 0 ? text.length : lineEnd + 1;
  const before = lineEnd < 0 ? text + eol : text.slice(0, at);
  const apart = depth === 0 ? eol : '';
  return ok(before + apart + lines(rest, indent, value).join(eol) + eol + text.slice(at));
}

function endOf(pair: Pair | undefined): number | undefined {
  const value = pair?.value;
  if (isMap(value) && value.items.length > 0 && value.flow !== true) return endOf(value.items.at(-1));
  const range = (value as { range?: readonly [number, number, number] | null } | null | undefined)?.range;
  if (!range) return undefined;
  return Math.max(range[0], range[1] - 1);
}

function lines(path: readonly string[], indent: number, value: string): readonly string[] {
  return path.map((key, at) => {
    const head = `${' '.repeat(indent + 2 * at)}${inQuotes(key)}:`;
    return at === path.length - 1 ? `${head} ${value}` : head;
  });
}

/** Plain where YAML reads the same text, else in single quotes. */
function inQuotes(text: string): string {
  if (
    /^[A-Za-z^~][\w.+~^@/ <>=|-]*$/.test(text) &&
    !/^(?:~|null|true|false|yes|no|on|off|y|n)$/i.test(text) &&
    !text.endsWith(' ')
  )
    return text;
  if (/^\d+\.\d+\.\d+[\w.+-]*$/.test(text)) return text;
  return `'${text.replaceAll("'", "''")}'`;
}

/** The new text in the quotes of the old one. */
function quotedAs(old: string, value: string, otherwise: string): string {
  if (old.startsWith('"')) return JSON.stringify(value);
  if (old.startsWith("'")) return `'${value.replaceAll("'", "''")}'`;
  return otherwise;
}

function withValue(record: Record<string, unknown>, { path, value }: YamlEdit): Record<string, unknown> {
  const root = structuredClone(record);
  let level = root;
  for (const key of path.slice(0, -1)) {
    const next = Object.hasOwn(level, key) ? level[key] : undefined;
    const inner = isRecord(next) ? next : {};
    level[key] = inner;
    level = inner;
  }
  if (value !== undefined) level[path.at(-1) ?? ''] = value;
  else dropEmptied(root, path);
  return root;
}

function dropEmptied(root: Record<string, unknown>, path: readonly string[]): void {
  for (let depth = path.length - 1; depth >= 0; depth -= 1) {
    const level = path
      .slice(0, depth)
      .reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), root);
    if (!isRecord(level)) return;
    delete level[path[depth] ?? ''];
    if (Object.keys(level).length > 0) return;
  }
}

function refused(why: string): Result<never> {
  return fail(errors.edit_refused(`the YAML file cannot be edited in place: ${why}`));
}
