import { mask } from './mask-secrets.ts';
import type { Hunk } from './read-diff.ts';
import type { Window, Windows } from './windows.ts';

/** A file as it is and as it would be. */
export interface DraftedFile {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** A piece of a file: lines from 0 that go, and what comes in their place. */
interface Piece {
  readonly at: number;
  readonly remove: number;
  readonly insert: readonly string[];
}

/**
 * Lays hunks on the lines that were shown, each at the one place where what it keeps and removes stands. Lines outside of the
 * windows are never touched, and a line that held a secret is never written anew.
 */
export function applyHunks(
  hunks: readonly Hunk[],
  { windows, texts }: Windows,
): readonly DraftedFile[] | { readonly reason: string } {
  const pieces = new Map<string, Piece[]>();
  for (const hunk of hunks) {
    const text = texts.get(hunk.file);
    if (text === undefined) return { reason: `${hunk.file.slice(0, 200)} is no file that was shown` };
    const laid = lay(
      hunk,
      windows.filter(({ file }) => file === hunk.file),
    );
    if ('reason' in laid) return laid;
    const held = pieces.get(hunk.file) ?? [];
    pieces.set(hunk.file, [...held, ...laid]);
  }
  const drafted: DraftedFile[] = [];
  for (const [file, own] of pieces) {
    const before = texts.get(file) ?? '';
    const after = withPieces(before, own);
    if (after === undefined) return { reason: `two changes of ${file} meet each other` };
    if (after !== before) drafted.push({ file, before, after });
  }
  return drafted.length === 0 ? { reason: 'it changes nothing' } : drafted;
}

function lay({ file, lines }: Hunk, windows: readonly Window[]): readonly Piece[] | { readonly reason: string } {
  const old = lines.filter(({ mark }) => mark !== '+').map(({ text }) => text);
  if (old.length === 0) return { reason: `a change of ${file} says not where it belongs` };
  const found = windows.flatMap((window) =>
    window.shown.flatMap((_, at) =>
      old.every((text, next) => window.shown[at + next] === text) ? [{ window, at }] : [],
    ),
  );
  const [place] = found;
  if (place === undefined || found.length > 1)
    return { reason: `a change of ${file} fits ${found.length === 0 ? 'no place' : 'several places'} that was shown` };
  const { window, at } = place;
  const ending = window.lines[at]?.endsWith('\r') === true ? '\r' : '';
  const pieces: Piece[] = [];
  let line = at;
  for (const { mark, text } of lines) {
    const absolute = window.firstLine - 1 + line;
    if (mark === '+') {
      if (text.includes(mask)) return { reason: `it would write a masked secret into ${file}` };
      pieces.push({ at: absolute, remove: 0, insert: [text + ending] });
    } else {
      if (mark === '-') {
        if (window.shown[line] !== window.lines[line]?.replace(/\r$/, ''))
          return { reason: `it would remove a line of ${file} that holds a secret` };
        pieces.push({ at: absolute, remove: 1, insert: [] });
      }
      line += 1;
    }
  }
  return pieces;
}

function withPieces(text: string, pieces: readonly Piece[]): string | undefined {
  const lines = text.split('\n');
  const removed = new Set<number>();
  const inserted = new Map<number, string[]>();
  for (const { at, remove, insert } of pieces) {
    if (remove === 1) {
      if (removed.has(at)) return undefined;
      removed.add(at);
    } else inserted.set(at, [...(inserted.get(at) ?? []), ...insert]);
  }
  const out: string[] = [];
  for (let at = 0; at <= lines.length; at += 1) {
    out.push(...(inserted.get(at) ?? []));
    const line = lines[at];
    if (line !== undefined && !removed.has(at)) out.push(line);
  }
  return out.join('\n');
}
