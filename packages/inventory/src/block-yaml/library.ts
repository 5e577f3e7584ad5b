import { fail, ok, type Result } from '@maximus/kernel';
import type { Alias, Document, LineCounter, Node, Pair } from 'yaml';
import { errors } from '../errors.ts';
import { lineAt } from '../lines.ts';
import { YamlMap, type YamlValue } from './yaml-tree.ts';

/** Aliases that a lock file may use; none that a package manager writes has one. */
const maxAliases = 100;

/** Unclosed brackets at which the library's own recursion is still harmless. */
const maxBrackets = 500;

/**
 * Longest text, in UTF-16 units, that the library gets: a megabyte of faults costs it a second and hundreds of megabytes.
 * What package managers write is read without it, whatever its size.
 */
const maxLength = 1024 * 1024;

/** What the library's document holds of interest here. */
type YamlModule = typeof import('yaml');

/**
 * Reads one document with the full YAML library: slower, complete, bounded. Scalars stay text (failsafe schema), a key
 * that is there twice is an error, an alias shares its target instead of copying it.
 */
export async function readWithLibrary(
  path: string,
  text: string,
  maxDepth: number,
  lineOffset: number,
): Promise<Result<YamlMap>> {
  if (text.length > maxLength) {
    const message = `no YAML as package managers write it, and longer than ${maxLength} characters`;
    return fail(errors.limit_reached(message, { file: path, line: 1 + lineOffset }));
  }
  const overflow = bracketOverflow(text, maxBrackets);
  if (overflow >= 0) return tooDeep(path, lineAt(text, overflow) + lineOffset, maxDepth);
  const yaml = await import('yaml');
  try {
    const counter = new yaml.LineCounter();
    const document = parseQuietly(yaml, text, counter);
    const first = document.errors[0];
    if (first !== undefined) {
      const line = counter.linePos(first.pos[0]).line + lineOffset;
      return fail(errors.malformed(`not valid YAML: ${firstSentence(first.message)}`, { file: path, line }, first));
    }
    const lineOf = (node: Node): number => counter.linePos(node.range?.[0] ?? 0).line + lineOffset;
    return new Converter(yaml, path, maxDepth, lineOf).document(document.contents);
  } catch (thrown) {
    if (thrown instanceof RangeError) return tooDeep(path, 1 + lineOffset, maxDepth);
    throw thrown;
  }
}

/**
 * Parses with what costs the square of a hostile text left out: a stack trace for each of a million faults, and the
 * library's own search for keys that are there twice, which the conversion does with a map.
 */
function parseQuietly(yaml: YamlModule, text: string, lineCounter: LineCounter): Document.Parsed {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return yaml.parseDocument(text, {
      schema: 'failsafe',
      uniqueKeys: false,
      lineCounter,
      prettyErrors: false,
      logLevel: 'silent',
    });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function firstSentence(message: string): string {
  const end = message.indexOf('\n');
  return (end === -1 ? message : message.slice(0, end)).slice(0, 200);
}

function tooDeep(path: string, line: number, maxDepth: number): Result<never> {
  return fail(errors.too_deep(`nested deeper than ${maxDepth} levels`, { file: path, line }));
}

/** The offset at which more than `limit` brackets are open, counted without regard to quotes, or -1. */
function bracketOverflow(text: string, limit: number): number {
  let open = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) {
      if (++open > limit) return at;
    } else if ((code === 0x5d || code === 0x7d) && open > 0) open--;
  }
  return -1;
}

class Converter {
  readonly #yaml: YamlModule;
  readonly #path: string;
  readonly #maxDepth: number;
  readonly #lineOf: (node: Node) => number;
  readonly #anchors = new Map<string, YamlValue>();
  #aliases = 0;

  constructor(yaml: YamlModule, path: string, maxDepth: number, lineOf: (node: Node) => number) {
    this.#yaml = yaml;
    this.#path = path;
    this.#maxDepth = maxDepth;
    this.#lineOf = lineOf;
  }

  document(contents: unknown): Result<YamlMap> {
    const value = this.#convert(contents, 1);
    if (!value.ok) return value;
    if (value.value instanceof YamlMap) return ok(value.value);
    return fail(errors.malformed('the document is not a mapping', { file: this.#path, line: 1 }));
  }

  #convert(node: unknown, depth: number): Result<YamlValue> {
    const { isAlias, isMap, isScalar, isSeq } = this.#yaml;
    if (isAlias(node)) return this.#alias(node);
    if (isScalar(node)) return this.#remember(node.anchor, node.value === null ? '' : String(node.value));
    if (depth > this.#maxDepth && (isMap(node) || isSeq(node))) {
      return tooDeep(this.#path, this.#lineOf(node), this.#maxDepth);
    }
    if (isSeq(node)) {
      const list: YamlValue[] = [];
      for (const item of node.items) {
        const value = this.#convert(item, depth + 1);
        if (!value.ok) return value;
        list.push(value.value);
      }
      return this.#remember(node.anchor, list);
    }
    if (isMap(node)) return this.#map(node.items, node.anchor, depth);
    return ok('');
  }

  #map(items: readonly Pair[], anchor: string | undefined, depth: number): Result<YamlValue> {
    const map = new YamlMap();
    for (const pair of items) {
      const key = this.#convert(pair.key, depth + 1);
      if (!key.ok) return key;
      const line = this.#yaml.isNode(pair.key) ? this.#lineOf(pair.key) : 1;
      if (typeof key.value !== 'string') {
        return fail(errors.malformed('a key is not a text', { file: this.#path, line }));
      }
      const value = this.#convert(pair.value, depth + 1);
      if (!value.ok) return value;
      if (!map.add(key.value, value.value, line)) {
        return fail(errors.malformed('a key is there twice', { file: this.#path, line }));
      }
    }
    return this.#remember(anchor, map);
  }

  #alias(node: Alias): Result<YamlValue> {
    const line = this.#lineOf(node);
    if (++this.#aliases > maxAliases) {
      return fail(errors.limit_reached(`more than ${maxAliases} YAML aliases`, { file: this.#path, line }));
    }
    const target = this.#anchors.get(node.source);
    if (target !== undefined) return ok(target);
    return fail(errors.malformed('an alias that points at no finished node', { file: this.#path, line }));
  }

  #remember(anchor: string | undefined, value: YamlValue): Result<YamlValue> {
    if (anchor !== undefined) this.#anchors.set(anchor, value);
    return ok(value);
  }
}
