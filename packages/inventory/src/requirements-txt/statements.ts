import type { ProjectFiles } from '../types.ts';
import { logicalLines } from './logical-lines.ts';
import { readStatement, type Statement } from './statement.ts';

/** A logical line with what it says; a line that is only a comment says nothing. */
export interface StatementLine {
  readonly text: string;
  readonly comment?: string;
  /** From 1. */
  readonly line: number;
  readonly said: Statement | undefined;
}

/** Included files that are kept: a constraints file is shared by many requirements files, which come one after another. */
const maxKept = 4;

const kept = new WeakMap<ProjectFiles, Map<string, readonly StatementLine[]>>();

/** The lines of an included file; those of the last few are kept for as long as the access to the tree is. */
export function includedStatements(files: ProjectFiles, path: string, text: string): readonly StatementLine[] {
  const known = kept.get(files) ?? new Map<string, readonly StatementLine[]>();
  kept.set(files, known);
  const lines = known.get(path) ?? [...statements(text)];
  known.delete(path);
  known.set(path, lines);
  for (const oldest of known.keys()) if (known.size > maxKept) known.delete(oldest);
  return lines;
}

/** The lines of a file, read as they are asked for. */
export function* statements(text: string): Generator<StatementLine> {
  for (const line of logicalLines(withoutNulls(text))) {
    yield { ...line, said: line.text === '' ? undefined : readStatement(line.text) };
  }
}

/**
 * `pip freeze > requirements.txt` in PowerShell writes UTF-16. Read as UTF-8, its ASCII text has a zero after or before
 * every character and its mark is not valid; nothing else in a requirements file matters beyond ASCII.
 */
export function withoutNulls(text: string): string {
  if (!text.includes('\0')) return text;
  return text.replaceAll('\0', '').replace(/^\uFFFD+/, '');
}
