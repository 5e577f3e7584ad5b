import { fail, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { decodePart } from './encode.ts';
import { buildPurl, type Purl } from './purl.ts';
import { purlTypeRules } from './purl-types.data.ts';

/** Longest purl that is read, in UTF-16 units. */
const maxLength = 64 * 1024;

/** How a purl is read. */
export interface ParsePurlOptions {
  /** Refuse a type's own qualifiers in capitals, as the strict vectors of purl-spec want; other input is lower-cased. */
  readonly strict?: boolean;
}

/**
 * Reads a package URL. Capitals in scheme, type and qualifier keys, extra slashes and an unencoded npm scope are
 * accepted and put right. Fails with `inventory.purl_invalid`. Rule: ECMA-427, "How to parse a purl string".
 */
export function parsePurl(text: string, options: ParsePurlOptions = {}): Result<Purl> {
  const refuse = (why: string) => fail(errors.purl_invalid(`"${text.slice(0, 120)}" is not a package URL: ${why}`));
  if (text.length > maxLength) return refuse(`longer than ${maxLength} characters`);
  if (text.slice(0, 4).toLowerCase() !== 'pkg:') return refuse('it does not begin with "pkg:"');

  const [beforeSubpath, subpathText] = splitLast(text.slice(4), '#');
  const [path, qualifierText] = splitLast(beforeSubpath, '?');
  const trimmed = path.slice(leadingSlashes(path));
  const slash = trimmed.indexOf('/');
  if (slash === -1) return refuse('there is no name');
  const type = trimmed.slice(0, slash).toLowerCase();
  const rest = trimmed.slice(slash + 1);

  const at = versionMark(rest);
  const nameText = at === -1 ? rest.slice(0, lastNonSlash(rest)) : rest.slice(0, at);
  const nameStart = nameText.lastIndexOf('/') + 1;
  const name = decodePart(nameText.slice(nameStart));
  const version = decodePart(at === -1 ? '' : rest.slice(at + 1));
  const namespace = decodeSegments(nameText.slice(0, nameStart));
  const subpath = decodeSegments(subpathText ?? '');
  if (name === undefined || version === undefined || namespace === undefined || subpath === undefined) {
    return refuse('a percent escape is not UTF-8');
  }
  const own = options.strict === true ? (purlTypeRules.get(type)?.qualifiers ?? []) : [];
  const qualifiers = readQualifiers(qualifierText ?? '', own);
  if (typeof qualifiers === 'string') return refuse(qualifiers);
  return buildPurl({ type, namespace, name, version, qualifiers, subpath });
}

function splitLast(text: string, mark: string): [string, string | undefined] {
  const at = text.lastIndexOf(mark);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function leadingSlashes(text: string): number {
  let count = 0;
  while (text.charCodeAt(count) === 0x2f) count++;
  return count;
}

function lastNonSlash(text: string): number {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0x2f) end--;
  return end;
}

/** The `@` before the version; an `@` that opens a segment with another after it is an npm scope. */
function versionMark(text: string): number {
  const at = text.lastIndexOf('@');
  const opensSegment = at === 0 || text[at - 1] === '/';
  return opensSegment && text.indexOf('/', at) !== -1 ? -1 : at;
}

function decodeSegments(text: string): string | undefined {
  const segments: string[] = [];
  for (const segment of text.split('/')) {
    const decoded = decodePart(segment);
    if (decoded === undefined) return undefined;
    segments.push(decoded);
  }
  return segments.join('/');
}

function readQualifiers(text: string, lowerCaseOnly: readonly string[]): Record<string, string> | string {
  const qualifiers: Record<string, string> = Object.create(null);
  if (text === '') return qualifiers;
  for (const pair of text.split('&')) {
    const equals = pair.indexOf('=');
    if (equals <= 0) return 'a qualifier is written key=value';
    const key = pair.slice(0, equals);
    const value = decodePart(pair.slice(equals + 1));
    if (value === undefined) return 'a percent escape is not UTF-8';
    const lowered = key.toLowerCase();
    if (lowered !== key && lowerCaseOnly.includes(lowered)) return `the qualifier "${lowered}" is in lower case`;
    if (lowered in qualifiers) return `the qualifier "${lowered}" is given twice`;
    qualifiers[lowered] = value;
  }
  return qualifiers;
}
