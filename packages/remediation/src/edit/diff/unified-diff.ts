import { type Hunk, shortestEdit } from './shortest-edit.ts';

/** The text of one file before and after; absent where it is new or goes. */
export interface TextChange {
  /** Relative to the project, with `/`. */
  readonly file: string;
  readonly before?: string;
  readonly after?: string;
}

const context = 3;

/** Changes as a unified diff that `git apply` and `patch -p1` take (POSIX diff -u), files in the order given; empty for no change. */
export function unifiedDiff(changes: readonly TextChange[]): string {
  return changes.map(fileDiff).join('');
}

function fileDiff({ file, before, after }: TextChange): string {
  if (before === after) return '';
  const old = linesOf(before ?? '');
  const now = linesOf(after ?? '');
  const head = [
    `diff --git ${quoted(`a/${file}`)} ${quoted(`b/${file}`)}`,
    ...(before === undefined ? ['new file mode 100644'] : after === undefined ? ['deleted file mode 100644'] : []),
    `--- ${before === undefined ? '/dev/null' : quoted(`a/${file}`)}`,
    `+++ ${after === undefined ? '/dev/null' : quoted(`b/${file}`)}`,
  ];
  const blocks = joined(shortestEdit(old, now)).flatMap((hunks) => block(hunks, old, now));
  return `${[...head, ...blocks].join('\n')}\n`;
}

/** Hunks whose context would touch are one block. */
function joined(hunks: readonly Hunk[]): readonly (readonly Hunk[])[] {
  const blocks: Hunk[][] = [];
  for (const hunk of hunks) {
    const held = blocks.at(-1);
    const last = held?.at(-1);
    if (held === undefined || last === undefined || hunk.oldFrom - last.oldTo > 2 * context) blocks.push([hunk]);
    else held.push(hunk);
  }
  return blocks;
}

function block(hunks: readonly Hunk[], old: readonly string[], now: readonly string[]): readonly string[] {
  const [first] = hunks;
  const last = hunks.at(-1);
  if (first === undefined || last === undefined) return [];
  const lead = Math.min(context, first.oldFrom);
  const trail = Math.min(context, old.length - last.oldTo);
  const rows: string[] = [];
  let at = first.oldFrom - lead;
  for (const { oldFrom, oldTo, newFrom, newTo } of hunks) {
    rows.push(...old.slice(at, oldFrom).map((line) => row(' ', line)));
    rows.push(...old.slice(oldFrom, oldTo).map((line) => row('-', line)));
    rows.push(...now.slice(newFrom, newTo).map((line) => row('+', line)));
    at = oldTo;
  }
  rows.push(...old.slice(at, at + trail).map((line) => row(' ', line)));
  const oldCount = last.oldTo + trail - (first.oldFrom - lead);
  const newCount = last.newTo + trail - (first.newFrom - lead);
  const range = (from: number, count: number) => `${count === 0 ? from : from + 1}${count === 1 ? '' : `,${count}`}`;
  return [`@@ -${range(first.oldFrom - lead, oldCount)} +${range(first.newFrom - lead, newCount)} @@`, ...rows];
}

/** Lines with their line feed; the last one may lack it. */
function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  return [...lines.map((line) => `${line}\n`), ...(last === '' ? [] : [last])];
}

function row(sign: string, line: string): string {
  return line.endsWith('\n') ? sign + line.slice(0, -1) : `${sign}${line}\n\\ No newline at end of file`;
}

/** As git writes names with signs of their own meaning (`core.quotePath` off): in quotes, with escapes. */
function quoted(path: string): string {
  if (!/["\\\p{Cc}]/u.test(path)) return path;
  return JSON.stringify(path);
}
