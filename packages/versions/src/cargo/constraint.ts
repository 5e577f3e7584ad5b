import { isRejection, type Rejection, reject } from '../reading.ts';
import { type Comparator, caret, compared, satisfiesAll, tilde } from '../semver/comparators.ts';
import { parseSemver } from '../semver/parse.ts';
import { type Partial, readPartial } from '../semver/partial.ts';

const OPERATORS = ['>=', '<=', '~', '^', '>', '<', '='] as const;

/** Reads a requirement as Cargo does ("Specifying Dependencies"): comparators joined by commas, a bare version is `^`. */
export function readCargoRequirement(text: string): ((version: string) => boolean) | Rejection {
  const comparators: Comparator[] = [];
  let at = 0;
  for (const part of text.split(',')) {
    const trimmed = part.trim();
    if (trimmed === '') return reject('expected a version', at);
    const operator = OPERATORS.find((each) => trimmed.startsWith(each)) ?? '';
    const partial = readPartial(trimmed.slice(operator.length).trim());
    if (isRejection(partial)) return reject(partial.rule, at + partial.at);
    comparators.push(...desugar(operator, partial, trimmed));
    at += part.length + 1;
  }
  return (version) => {
    const parsed = parseSemver(version);
    return !isRejection(parsed) && parsed.doubt === undefined && satisfiesAll(parsed, comparators);
  };
}

function desugar(operator: (typeof OPERATORS)[number] | '', partial: Partial, text: string): readonly Comparator[] {
  if (operator === '~') return tilde(partial);
  // `1.*` is no caret requirement: it means 1.x and nothing more.
  if (operator === '^' || (operator === '' && !text.includes('*'))) return caret(partial);
  return compared(operator === '' ? '=' : operator, partial);
}
