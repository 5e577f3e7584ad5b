import { isRejection, type Rejection, reject } from '../reading.ts';
import { bound, type Comparator, caret, compared, type Operator, satisfiesAll, tilde } from '../semver/comparators.ts';
import { parseSemver } from '../semver/parse.ts';
import { next, type Partial, readPartial } from '../semver/partial.ts';

/** Longest first, so that `>=` is not read as `>`. */
const OPERATORS = ['~>', '>=', '<=', '~', '^', '>', '<', '='] as const;

/** Reads a range as node-semver does (its "Ranges"): sets joined by `||`, comparators by blanks, and `a - b`. */
export function readNpmRange(text: string): ((version: string) => boolean) | Rejection {
  const sets: (readonly Comparator[])[] = [];
  let at = 0;
  for (const part of text.split('||')) {
    const set = readSet(part);
    if ('rule' in set) return reject(set.rule, at + set.at);
    sets.push(set);
    at += part.length + 2;
  }
  return (version) => {
    const parsed = parseSemver(version);
    return !isRejection(parsed) && parsed.doubt === undefined && sets.some((set) => satisfiesAll(parsed, set));
  };
}

function readSet(text: string): readonly Comparator[] | Rejection {
  const words = wordsOf(text);
  const [first, dash, last] = words as [string, string, string];
  if (words.length === 3 && dash === '-') return readHyphen(first, last);
  const comparators: Comparator[] = [];
  for (const word of words) {
    const operator = OPERATORS.find((each) => word.startsWith(each)) ?? '';
    const partial = readPartial(word.slice(operator.length));
    if (isRejection(partial)) return reject(partial.rule, text.indexOf(word) + operator.length + partial.at);
    comparators.push(...desugar(operator, partial));
  }
  return comparators;
}

/** Words between blanks; an operator that stands alone belongs to the word behind it. */
function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  let operator = '';
  for (const word of text.split(/[\s]/)) {
    if (word === '') continue;
    if (OPERATORS.some((each) => each === word) || word === 'v') operator += word;
    else {
      words.push(operator + word);
      operator = '';
    }
  }
  if (operator !== '') words.push(operator);
  return words;
}

function desugar(operator: (typeof OPERATORS)[number] | '', partial: Partial): readonly Comparator[] {
  if (operator === '^') return caret(partial);
  if (operator === '~' || operator === '~>') return tilde(partial);
  return compared((operator === '' ? '=' : operator) satisfies Operator, partial);
}

function readHyphen(from: string, to: string): readonly Comparator[] | Rejection {
  const low = readPartial(from);
  if (isRejection(low)) return low;
  const high = readPartial(to);
  if (isRejection(high)) return reject(high.rule, from.length + 3 + high.at);
  return [...compared('>=', low), ...upTo(high)];
}

function upTo(partial: Partial): readonly Comparator[] {
  const { major, minor, patch, prerelease } = partial;
  if (major === undefined) return [];
  if (minor === undefined) return [bound('<', next(major), 0, 0, [0])];
  return patch === undefined
    ? [bound('<', major, next(minor), 0, [0])]
    : [bound('<=', major, minor, patch, prerelease)];
}
