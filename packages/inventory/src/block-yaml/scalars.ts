import { NotInSubset } from './not-in-subset.ts';

const space = 0x20;
const colon = 0x3a;
const hash = 0x23;

/** A text and the offset after it. */
export interface Scanned {
  readonly text: string;
  readonly end: number;
}

/**
 * A quoted scalar that opens at `at` and closes on the same line (before `limit`). Rule: YAML 1.2.2, 7.3.1 and 7.3.2;
 * of the escapes only those that JSON shares.
 */
export function scanQuoted(source: string, at: number, limit: number): Scanned {
  return source.charCodeAt(at) === 0x22 ? scanDouble(source, at, limit) : scanSingle(source, at, limit);
}

function scanDouble(source: string, at: number, limit: number): Scanned {
  let escaped = false;
  for (let offset = at + 1; offset < limit; offset++) {
    const code = source.charCodeAt(offset);
    if (code === 0x5c) {
      escaped = true;
      offset++;
    } else if (code === 0x22) {
      const end = offset + 1;
      return { text: escaped ? unescapeJson(source.slice(at, end)) : source.slice(at + 1, offset), end };
    }
  }
  throw new NotInSubset();
}

function unescapeJson(quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch (cause) {
    throw new NotInSubset(cause);
  }
}

function scanSingle(source: string, at: number, limit: number): Scanned {
  let doubled = false;
  for (let offset = at + 1; offset < limit; offset++) {
    if (source.charCodeAt(offset) !== 0x27) continue;
    if (offset + 1 < limit && source.charCodeAt(offset + 1) === 0x27) {
      doubled = true;
      offset++;
      continue;
    }
    const raw = source.slice(at + 1, offset);
    return { text: doubled ? raw.replaceAll("''", "'") : raw, end: offset + 1 };
  }
  throw new NotInSubset();
}

/** Whether a plain scalar may open with the character at `at` (YAML 1.2.2, rule ns-plain-first). */
export function opensPlain(source: string, at: number, limit: number, inFlow: boolean): boolean {
  const code = source.charCodeAt(at);
  switch (code) {
    case 0x2d: // -
    case 0x3f: // ?
    case colon: {
      const next = at + 1 < limit ? source.charCodeAt(at + 1) : space;
      return next !== space && !(inFlow && isFlowIndicator(next));
    }
    case 0x21: // !
    case 0x22: // "
    case hash:
    case 0x25: // %
    case 0x26: // &
    case 0x27: // '
    case 0x2a: // *
    case 0x3e: // >
    case 0x40: // @
    case 0x60: // `
    case 0x7c: // |
      return false;
    default:
      return !isFlowIndicator(code);
  }
}

/** Whether a character closes or parts flow collections. */
export function isFlowIndicator(code: number): boolean {
  return code === 0x2c || code === 0x5b || code === 0x5d || code === 0x7b || code === 0x7d;
}

/** The offset of the `:` that ends a plain key, or -1. A comment before it is not a key. */
export function plainKeyEnd(source: string, at: number, limit: number): number {
  for (let offset = at; offset < limit; offset++) {
    const code = source.charCodeAt(offset);
    if (code === colon && (offset + 1 === limit || source.charCodeAt(offset + 1) === space)) return offset;
    if (code === hash && offset > at && source.charCodeAt(offset - 1) === space) return -1;
  }
  return -1;
}

/** The end of a plain scalar in block context that must end on its line: before a comment, without trailing spaces. */
export function plainValueEnd(source: string, at: number, limit: number): number {
  let end = limit;
  for (let offset = at; offset < limit; offset++) {
    const code = source.charCodeAt(offset);
    if (code === colon && (offset + 1 === limit || source.charCodeAt(offset + 1) === space)) throw new NotInSubset();
    if (code === hash && source.charCodeAt(offset - 1) === space) {
      end = offset;
      break;
    }
  }
  return trimEnd(source, at, end);
}

/** The end of a text without its trailing spaces. */
export function trimEnd(source: string, at: number, limit: number): number {
  let end = limit;
  while (end > at && source.charCodeAt(end - 1) === space) end--;
  return end;
}
