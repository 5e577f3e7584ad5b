import { fail, ok, type Result } from '@maximus/kernel';
import { type ParseError, parse } from 'jsonc-parser';
import { isRecord } from '../../edit/json/index.ts';
import { errors } from '../../errors.ts';

/** One line under `packages`. */
export interface BunEntry {
  readonly key: string;
  /** `[name@version, address, facts, integrity]`; shorter for what comes from elsewhere. */
  readonly value: readonly unknown[];
  /** As in the file, without the comma behind it. */
  readonly text: string;
}

/** A bun.lock in its lines, for changes that leave every other one as it is. */
export interface BunText {
  readonly document: Readonly<Record<string, unknown>>;
  /** Lines up to and with `"packages": {`. */
  readonly head: readonly string[];
  readonly entries: readonly BunEntry[];
  /** Lines from the end of `packages` on. */
  readonly tail: readonly string[];
  readonly eol: string;
}

const maxBytes = 64 << 20;
const opening = '  "packages": {';

/** Takes the file apart. Fails with `remediation.lock_unparsed` where `renderBun` would not give it back byte for byte. */
export function splitBun(text: string): Result<BunText> {
  const problems: ParseError[] = [];
  const document: unknown = text.length > maxBytes ? undefined : parse(text, problems, { allowTrailingComma: true });
  if (!isRecord(document) || problems.length > 0) return fail(errors.lock_unparsed('the bun.lock is not readable'));
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(eol);
  const start = lines.indexOf(opening);
  const packages = document['packages'];
  if (start < 0 || !isRecord(packages)) return fail(errors.lock_unparsed('the bun.lock has no packages'));
  const end = lines.findIndex((line, at) => at > start && line.startsWith('  }'));
  const entries = lines.slice(start + 1, end).flatMap((line): BunEntry[] => {
    const found = /^ {4}("(?:[^"\\]|\\.){1,2000}"): (\[.*\]),$/.exec(line);
    if (found?.[1] === undefined) return [];
    const key = String(JSON.parse(found[1]));
    const value = Object.hasOwn(packages, key) ? packages[key] : undefined;
    return Array.isArray(value) ? [{ key, value, text: line.slice(0, -1) }] : [];
  });
  const read = { document, head: lines.slice(0, start + 1), entries, tail: lines.slice(end), eol };
  if (renderBun(read) !== text) return fail(errors.lock_unparsed('the bun.lock is not laid out as bun writes it'));
  return ok(read);
}

/** The text; entries are apart by an empty line. */
export function renderBun({ head, entries, tail, eol }: BunText): string {
  const lines = entries.flatMap(({ text }, at) => (at === 0 ? [`${text},`] : ['', `${text},`]));
  return [...head, ...lines, ...tail].join(eol);
}

/** An entry as bun writes it: everything on one line, with spaces inside of braces. */
export function entryOf(key: string, value: readonly unknown[]): BunEntry {
  return { key, value, text: `    ${JSON.stringify(key)}: ${spaced(value)}` };
}

function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${spaced(each)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** The folders of a key: `a/@s/b` is `@s/b` in `a`. */
export function partsOfKey(key: string): readonly string[] {
  const parts: string[] = [];
  for (const word of key.split('/')) {
    const last = parts.at(-1);
    if (last?.startsWith('@') === true && !last.includes('/')) parts[parts.length - 1] = `${last}/${word}`;
    else parts.push(word);
  }
  return parts;
}
