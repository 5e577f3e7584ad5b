import type { Ranked } from '../ranked.ts';
import { isRejection, type Rejection, reject } from '../reading.ts';
import { next } from '../semver/partial.ts';
import { compareWholes, type Whole } from '../whole.ts';
import { orderRubygems } from './order.ts';
import { parseRubygems, RANK, type RubygemsVersion, releaseOf } from './parse.ts';

const OPERATORS = ['~>', '>=', '<=', '!=', '=', '>', '<'] as const;

/** Reads requirements as `Gem::Requirement` does; several are joined by commas, a bare version means `=`. */
export function readRubygemsRequirement(text: string): ((version: string) => boolean) | Rejection {
  const tests: ((version: RubygemsVersion) => boolean)[] = [];
  let at = 0;
  for (const part of text.split(',')) {
    const trimmed = part.trim();
    const operator = OPERATORS.find((each) => trimmed.startsWith(each)) ?? '';
    const wanted = parseRubygems(trimmed.slice(operator.length));
    if (isRejection(wanted)) return reject(wanted.rule, at + wanted.at);
    tests.push(testOf(operator, wanted));
    at += part.length + 1;
  }
  return (version) => {
    const parsed = parseRubygems(version);
    return !isRejection(parsed) && tests.every((test) => test(parsed));
  };
}

function testOf(operator: (typeof OPERATORS)[number] | '', wanted: RubygemsVersion): (v: RubygemsVersion) => boolean {
  switch (operator) {
    case '~>': {
      const bumped = bump(wanted.segments);
      return (version) => orderRubygems(version, wanted) >= 0 && compareWholes(releaseOf(version), bumped, 0) < 0;
    }
    case '>=':
      return (version) => orderRubygems(version, wanted) >= 0;
    case '<=':
      return (version) => orderRubygems(version, wanted) <= 0;
    case '>':
      return (version) => orderRubygems(version, wanted) > 0;
    case '<':
      return (version) => orderRubygems(version, wanted) < 0;
    case '!=':
      return (version) => orderRubygems(version, wanted) !== 0;
    default:
      return (version) => orderRubygems(version, wanted) === 0;
  }
}

/** `Gem::Version#bump`: without texts and the last number, one more. There is always a first number. */
function bump(segments: readonly Ranked[]): readonly Whole[] {
  const text = segments.findIndex((segment) => segment.rank === RANK.text);
  const numbers = segments.slice(0, text < 0 ? segments.length : text).map((segment) => segment.value as Whole);
  if (numbers.length > 1) numbers.pop();
  const last = numbers.pop() as Whole;
  return [...numbers, next(last)];
}
