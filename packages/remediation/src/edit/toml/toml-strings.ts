import { parse } from 'smol-toml';
import { isRecord } from '../json/index.ts';

/** One string value of a TOML text, with its place. */
export interface TomlString {
  /** Names of the tables and keys that lead to it; places in lists are left out. */
  readonly path: readonly string[];
  readonly value: string;
  /** Offsets inside of the quotes. */
  readonly start: number;
  readonly end: number;
}

const maxLength = 16 << 20;

/** The table that a TOML text holds; nothing where it is none. */
export function parseTomlTable(text: string): Record<string, unknown> | undefined {
  if (text.length > maxLength) return undefined;
  try {
    return parse(text);
  } catch (error) {
    // Whatever the reader refuses is no manifest of ours to edit.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** A table within a table; empty where there is none. */
export function tableIn(table: unknown, ...path: readonly string[]): Record<string, unknown> {
  let level: unknown = table;
  for (const key of path) level = isRecord(level) && Object.hasOwn(level, key) ? level[key] : undefined;
  return isRecord(level) ? level : {};
}

/** Every string on one line of a TOML text that parses (TOML 1.0); strings of several lines are left out. */
export function tomlStrings(text: string): readonly TomlString[] {
  return new Scanner(text).strings();
}

/** A level of brackets: of a list, or of an inline table with the key that is read in it. */
interface Level {
  readonly isTable: boolean;
  key: readonly string[];
}

class Scanner {
  readonly #text: string;
  readonly #found: TomlString[] = [];
  #at = 0;
  #table: readonly string[] = [];
  #key: readonly string[] = [];
  readonly #levels: Level[] = [];
  /** Whether a key is expected next, and none of a value. */
  #isKey = true;

  constructor(text: string) {
    this.#text = text;
  }

  strings(): readonly TomlString[] {
    while (this.#at < this.#text.length) this.#step();
    return this.#found;
  }

  #step(): void {
    const char = this.#text[this.#at] ?? '';
    if (char === '#') this.#at = this.#endOfLine();
    else if (char === '\n') this.#newLine();
    else if (/\s/.test(char)) this.#at += 1;
    else if (this.#isKey && this.#levels.length === 0 && char === '[') this.#header();
    else if (this.#isKey && char !== '}') this.#readKey();
    else if (char === '"' || char === "'") this.#string(char);
    else if (char === '[' || char === '{') {
      this.#levels.push({ isTable: char === '{', key: [] });
      this.#isKey = char === '{';
      this.#at += 1;
    } else if (char === ']' || char === '}') {
      this.#levels.pop();
      this.#isKey = false;
      this.#at += 1;
    } else if (char === ',') {
      this.#isKey = this.#levels.at(-1)?.isTable === true;
      this.#at += 1;
    } else this.#at += 1;
  }

  #newLine(): void {
    if (this.#levels.length === 0) this.#isKey = true;
    this.#at += 1;
  }

  #header(): void {
    const isList = this.#text.startsWith('[[', this.#at);
    this.#at += isList ? 2 : 1;
    this.#table = this.#parts(']');
    this.#at = this.#endOfLine();
  }

  #readKey(): void {
    const key = this.#parts('=');
    const level = this.#levels.at(-1);
    if (level === undefined) this.#key = key;
    else level.key = key;
    this.#at += 1;
    this.#isKey = false;
  }

  /** Dotted names up to a sign, which is not consumed. */
  #parts(stop: string): readonly string[] {
    const parts: string[] = [];
    let bare = '';
    const close = () => {
      if (bare.trim() !== '') parts.push(bare.trim());
      bare = '';
    };
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at] ?? '';
      if (char === stop || char === '\n') break;
      if (char === '"' || char === "'") {
        const end = this.#closing(char);
        parts.push(this.#text.slice(this.#at + 1, end));
        this.#at = end + 1;
        continue;
      }
      if (char === '.') close();
      else bare += char;
      this.#at += 1;
    }
    close();
    return parts;
  }

  #string(quote: string): void {
    const triple = quote.repeat(3);
    if (this.#text.startsWith(triple, this.#at)) {
      const end = this.#text.indexOf(triple, this.#at + 3);
      this.#at = end < 0 ? this.#text.length : end + 3;
      return;
    }
    const start = this.#at + 1;
    const end = this.#closing(quote);
    const value = this.#text.slice(start, end);
    // What is written with escapes is no name, version or requirement that is edited.
    if (quote === "'" || !value.includes('\\')) {
      const inner = this.#levels.flatMap(({ isTable, key }) => (isTable ? key : []));
      this.#found.push({ path: [...this.#table, ...this.#key, ...inner], value, start, end });
    }
    this.#at = end + 1;
  }

  #closing(quote: string): number {
    let at = this.#at + 1;
    while (at < this.#text.length && this.#text[at] !== quote && this.#text[at] !== '\n') {
      at += quote === '"' && this.#text[at] === '\\' ? 2 : 1;
    }
    return at;
  }

  #endOfLine(): number {
    const end = this.#text.indexOf('\n', this.#at);
    return end < 0 ? this.#text.length : end;
  }
}
