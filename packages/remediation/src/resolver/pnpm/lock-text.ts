import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../../errors.ts';
import { keyText, textOfKey } from './scalar.ts';

/** One entry of a section: its key and its lines, the first with the key. */
export interface Block {
  readonly key: string;
  readonly lines: readonly string[];
}

/** A top-level part of the file: a section of entries, or lines that are kept as they are. */
export type Part =
  | { readonly type: 'lines'; readonly key: string; readonly lines: readonly string[] }
  | { readonly type: 'section'; readonly key: string; readonly blocks: readonly Block[] };

/** A lock file as pnpm lays it out, for changes that leave every other line as it is. */
export interface LockText {
  readonly parts: readonly Part[];
  readonly eol: string;
}

const sections = new Set(['importers', 'packages', 'snapshots']);
const maxLines = 4_000_000;

/** Takes the file apart. Fails with `remediation.lock_unparsed` where it would not come out of `renderLock` byte for byte. */
export function splitLock(text: string): Result<LockText> {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(eol, maxLines);
  const parts: Part[] = [];
  for (let at = 0; at < lines.length; ) {
    let end = at + 1;
    while (end < lines.length && !/^\S/.test(lines[end] ?? '')) end += 1;
    parts.push(partOf(trimmed(lines.slice(at, end))));
    at = end;
  }
  const lock = { parts, eol };
  if (renderLock(lock) !== text) return fail(errors.lock_unparsed('the lock file is not laid out as pnpm writes it'));
  return ok(lock);
}

/** The text; parts and entries are apart by one empty line, the file ends with one line end. */
export function renderLock({ parts, eol }: LockText): string {
  const lines = parts.flatMap((part, at) => [...(at === 0 ? [] : ['']), ...linesOf(part)]);
  return lines.join(eol) + eol;
}

/** The part of that name. */
export function partAt({ parts }: LockText, key: string): Part | undefined {
  return parts.find((each) => each.key === key);
}

/** A section with these entries, in pnpm's order. */
export function sectionOf(key: string, blocks: Iterable<Block>): Part {
  const inOrder = [...blocks].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return { type: 'section', key, blocks: inOrder };
}

function partOf(lines: readonly string[]): Part {
  const [first = '', ...rest] = lines;
  const key = first.slice(0, first.indexOf(':'));
  if (!sections.has(key) || first !== `${key}:`) return { type: 'lines', key, lines };
  const blocks: { key: string; lines: string[] }[] = [];
  for (const line of rest) {
    if (/^ {2}\S/.test(line)) blocks.push({ key: textOfKey(line.trim()), lines: [line] });
    else if (line !== '') blocks.at(-1)?.lines.push(line);
  }
  return { type: 'section', key, blocks };
}

function linesOf(part: Part): readonly string[] {
  if (part.type === 'lines') return part.lines;
  return [`${part.key}:`, ...part.blocks.flatMap(({ lines }) => ['', ...lines])];
}

function trimmed(lines: readonly string[]): readonly string[] {
  let end = lines.length;
  while (end > 0 && lines[end - 1] === '') end -= 1;
  return lines.slice(0, end);
}

/** An entry with its body, of lines that are indented already. */
export function blockOf(key: string, body: readonly string[]): Block {
  const head = `  ${keyText(key)}:`;
  return body.length === 0 ? { key, lines: [`${head} {}`] } : { key, lines: [head, ...body] };
}
