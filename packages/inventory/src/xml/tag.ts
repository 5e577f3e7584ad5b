import { decodeText } from './entities.ts';

/** A start tag, or an empty-element tag where `closed`. */
export interface Tag {
  /** With its prefix. */
  readonly rawName: string;
  /** By local name; declarations of namespaces are left out. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly closed: boolean;
  /** Offset after the `>`. */
  readonly end: number;
}

const none: ReadonlyMap<string, string> = new Map();

/** Reads the tag that starts at a `<`; `undefined` where it is not well-formed. */
export function scanTag(text: string, open: number): Tag | undefined {
  let at = nameEnd(text, open + 1);
  const rawName = text.slice(open + 1, at);
  if (!isName(rawName)) return undefined;
  let attributes: Map<string, string> | undefined;
  for (;;) {
    const before = at;
    at = skipSpace(text, at);
    const char = text.charAt(at);
    if (char === '>') return { rawName, attributes: attributes ?? none, closed: false, end: at + 1 };
    if (char === '/') {
      if (text.charAt(at + 1) !== '>') return undefined;
      return { rawName, attributes: attributes ?? none, closed: true, end: at + 2 };
    }
    if (char === '' || at === before) return undefined;
    const nameStart = at;
    at = nameEnd(text, at);
    const name = text.slice(nameStart, at);
    at = skipSpace(text, at);
    if (!isName(name) || text.charAt(at) !== '=') return undefined;
    at = skipSpace(text, at + 1);
    const quote = text.charAt(at);
    if (quote !== '"' && quote !== "'") return undefined;
    const end = text.indexOf(quote, at + 1);
    const raw = end === -1 ? '<' : text.slice(at + 1, end);
    const value = raw.includes('<') ? undefined : decodeText(raw);
    if (value === undefined) return undefined;
    attributes ??= new Map();
    if (name !== 'xmlns' && !name.startsWith('xmlns:')) attributes.set(name.slice(name.indexOf(':') + 1), value);
    at = end + 1;
  }
}

function isName(text: string): boolean {
  return /^[A-Za-z_:\u0080-\uffff]/.test(text);
}

function nameEnd(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= 0x20 || code === 0x3e || code === 0x2f || code === 0x3d || code === 0x3c || code === 0x22) break;
  }
  return at;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at++;
  return at;
}
