import { type AppError, fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { maxDepth } from '../json.ts';
import type { XmlElement } from './element.ts';
import { decodeText } from './entities.ts';
import { scanTag } from './tag.ts';

/** Elements that one file may have: ten times the largest SBOM that fits the size limit of a file. */
const maxElements = 2_000_000;

interface OpenElement {
  readonly name: string;
  readonly rawName: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  readonly line: number;
  text: string;
}

/**
 * The root element of an XML document. Fails with `inventory.malformed` where it is not well-formed or carries a document
 * type, `inventory.too_deep` and `inventory.limit_reached`; each names file and line. One pass, no recursion. Rule: XML 1.0.
 */
export function readXml(path: string, text: string): Result<XmlElement> {
  const reader = new Reader(path, text);
  return reader.read();
}

class Reader {
  readonly #path: string;
  readonly #text: string;
  readonly #open: OpenElement[] = [];
  #root: XmlElement | undefined;
  #elements = 0;
  #line = 1;
  #nextBreak: number;

  constructor(path: string, text: string) {
    this.#path = path;
    this.#text = text;
    this.#nextBreak = this.#breakAfter(0);
  }

  read(): Result<XmlElement> {
    const text = this.#text;
    let at = 0;
    while (at < text.length) {
      const open = text.indexOf('<', at);
      const end = open === -1 ? text.length : open;
      const problem = this.#characters(at, end);
      if (problem !== undefined) return fail(problem);
      if (open === -1) break;
      const next = this.#markup(open);
      if (typeof next !== 'number') return fail(next);
      at = next;
    }
    const last = this.#open.at(-1);
    if (last !== undefined) return fail(this.#error(`<${last.rawName}> is not closed`, last.line));
    return this.#root === undefined ? fail(this.#error('there is no element', 1)) : ok(this.#root);
  }

  /** Line of an offset; offsets must not go back. The next line break is kept, so that one long line is searched once. */
  #lineAt(offset: number): number {
    while (this.#nextBreak < offset) {
      this.#line++;
      this.#nextBreak = this.#breakAfter(this.#nextBreak + 1);
    }
    return this.#line;
  }

  #breakAfter(offset: number): number {
    const found = this.#text.indexOf('\n', offset);
    return found === -1 ? Number.POSITIVE_INFINITY : found;
  }

  #error(message: string, line: number): AppError {
    return errors.malformed(`not valid XML: ${message.slice(0, 200)}`, { file: this.#path, line });
  }

  #characters(from: number, to: number): AppError | undefined {
    if (from === to) return undefined;
    const raw = this.#text.slice(from, to);
    const element = this.#open.at(-1);
    if (element === undefined) {
      return raw.trim() === '' ? undefined : this.#error('text outside the root element', this.#lineAt(from));
    }
    const decoded = decodeText(raw);
    if (decoded === undefined) return this.#error('an entity that XML does not define', this.#lineAt(from));
    element.text += decoded;
    return undefined;
  }

  /** Reads what begins with `<`; gives the offset after it. */
  #markup(at: number): number | AppError {
    const text = this.#text;
    if (text.startsWith('<!--', at)) return this.#skipTo('-->', at, 4, 'a comment');
    if (text.startsWith('<?', at)) return this.#skipTo('?>', at, 2, 'a processing instruction');
    if (text.startsWith('<![CDATA[', at)) return this.#characterData(at);
    if (text.startsWith('<!', at)) return this.#error('a document type is refused', this.#lineAt(at));
    return text.startsWith('</', at) ? this.#close(at) : this.#start(at);
  }

  #skipTo(end: string, at: number, length: number, what: string): number | AppError {
    const found = this.#text.indexOf(end, at + length);
    return found === -1 ? this.#error(`${what} is not closed`, this.#lineAt(at)) : found + end.length;
  }

  #characterData(at: number): number | AppError {
    const start = at + '<![CDATA['.length;
    const end = this.#text.indexOf(']]>', start);
    const element = this.#open.at(-1);
    if (end === -1 || element === undefined) return this.#error('a CDATA section out of place', this.#lineAt(at));
    element.text += this.#text.slice(start, end);
    return end + 3;
  }

  #close(at: number): number | AppError {
    const end = this.#text.indexOf('>', at);
    const name = end === -1 ? '' : this.#text.slice(at + 2, end).trim();
    const element = this.#open.pop();
    if (element === undefined || element.rawName !== name) {
      const opened = element === undefined ? 'nothing' : `<${element.rawName}>`;
      return this.#error(`</${name}> closes ${opened}`, this.#lineAt(at));
    }
    this.#add(element);
    return end + 1;
  }

  #start(at: number): number | AppError {
    const line = this.#lineAt(at);
    const tag = scanTag(this.#text, at);
    if (tag === undefined) return this.#error('a tag that cannot be read', line);
    if (this.#root !== undefined && this.#open.length === 0) return this.#error('a second root element', line);
    if (this.#open.length >= maxDepth) {
      return errors.too_deep(`nested deeper than ${maxDepth} levels`, { file: this.#path, line });
    }
    if (++this.#elements > maxElements) {
      return errors.limit_reached(`more than ${maxElements} elements`, { file: this.#path, line });
    }
    const { rawName, attributes } = tag;
    const name = rawName.slice(rawName.indexOf(':') + 1);
    const element: OpenElement = { name, rawName, attributes, children: [], text: '', line };
    if (tag.closed) this.#add(element);
    else this.#open.push(element);
    return tag.end;
  }

  #add({ name, attributes, children, text, line }: OpenElement): void {
    const element: XmlElement = { name, attributes, children, text, line };
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#root = element;
    else parent.children.push(element);
  }
}
