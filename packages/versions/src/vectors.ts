import { fail, ok, type Result } from '@maximus/kernel';
import { unknown } from './comparing.ts';
import { schemeFor } from './ecosystems.ts';

/** A line that the scheme holds differently; `got` is the sign that it holds, or why it holds none. */
export interface Disagreement {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly expected: '<' | '=' | '>';
  readonly got: string;
}

/** What checking a file of comparisons gave. */
export interface VectorCheck {
  /** Lines that hold a comparison, the disagreeing ones included. */
  readonly compared: number;
  readonly disagreements: readonly Disagreement[];
}

/**
 * Checks lines `A < B`, `A = B`, `A > B` against an ecosystem's order. Lines that are blank or begin
 * with `#` or `//` are comments; any other line that is no comparison disagrees, with the reason in `got`.
 */
export function checkVectors(ecosystem: string, text: string): Result<VectorCheck> {
  const scheme = schemeFor(ecosystem);
  if (scheme === undefined) return fail(unknown(ecosystem));
  const disagreements: Disagreement[] = [];
  let compared = 0;
  let number = 0;
  for (const each of text.split('\n')) {
    number++;
    const line = each.trim();
    if (line === '' || line.startsWith('#') || line.startsWith('//')) continue;
    compared++;
    const parts = readComparison(line);
    if (parts === undefined) {
      disagreements.push({ line: number, text: line, expected: '=', got: 'not a comparison' });
      continue;
    }
    const a = scheme.parse(parts.a);
    const b = scheme.parse(parts.b);
    let got: string;
    if (!a.ok) got = a.error.message;
    else if (!b.ok) got = b.error.message;
    else {
      got = signOf(scheme.order(a.value, b.value));
    }
    if (got !== parts.sign) disagreements.push({ line: number, text: line, expected: parts.sign, got });
  }
  return ok({ compared, disagreements });
}

function readComparison(
  line: string,
): { readonly a: string; readonly sign: '<' | '=' | '>'; readonly b: string } | undefined {
  for (const sign of ['<', '=', '>'] as const) {
    const at = line.indexOf(` ${sign} `);
    if (at > 0) return { a: line.slice(0, at).trim(), sign, b: line.slice(at + 3).trim() };
  }
  return undefined;
}

function signOf(order: number): '<' | '=' | '>' {
  return order < 0 ? '<' : order > 0 ? '>' : '=';
}
