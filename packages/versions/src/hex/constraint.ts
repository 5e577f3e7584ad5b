import { isRejection, type Rejection, reject } from '../reading.ts';
import { bound, type Comparator, type Operator, within } from '../semver/comparators.ts';
import { parseSemver, type SemverVersion } from '../semver/parse.ts';
import { compareWholes } from '../whole.ts';

type Test = (version: SemverVersion) => boolean;

type HexOperator = (typeof OPERATORS)[number] | '';

const OPERATORS = ['~>', '>=', '<=', '==', '!=', '>', '<', '!'] as const;

/**
 * Reads a requirement as Elixir's `Version` does, `or` binding weaker than `and`. As Hex resolves, a pre-release only
 * satisfies a requirement that names one.
 */
export function readHexRequirement(text: string): ((version: string) => boolean) | Rejection {
  const alternatives: { readonly tests: Test[]; prerelease: boolean }[] = [{ tests: [], prerelease: false }];
  let operator: HexOperator = '';
  let expectsVersion = true;
  for (const word of text.split(' ')) {
    const last = alternatives.at(-1);
    if (word === '' || last === undefined) continue;
    if (word === 'and' || word === 'or') {
      if (expectsVersion) return reject(`expected a version before ${word}`, text.indexOf(word));
      expectsVersion = true;
      if (word === 'or') alternatives.push({ tests: [], prerelease: false });
      continue;
    }
    const glued = OPERATORS.find((each) => word.startsWith(each)) ?? '';
    if (glued !== '') operator = glued;
    if (glued === word) continue;
    if (!expectsVersion) return reject('expected `and` or `or`', text.indexOf(word));
    const read = parseSemver(word.slice(glued.length));
    if (isRejection(read)) return reject(read.rule, text.indexOf(word) + glued.length + read.at);
    last.tests.push(testOf(operator, read));
    last.prerelease ||= read.prerelease.length > 0;
    operator = '';
    expectsVersion = false;
  }
  if (expectsVersion) return reject('expected a version', text.length);
  return (version) => {
    const parsed = parseSemver(version);
    if (isRejection(parsed) || parsed.doubt !== undefined) return false;
    const early = parsed.prerelease.length > 0;
    return alternatives.some(({ tests, prerelease }) => (prerelease || !early) && tests.every((test) => test(parsed)));
  };
}

function testOf(operator: HexOperator, wanted: SemverVersion): Test {
  const [major = 0, minor = 0, patch = 0] = wanted.numbers;
  const comparator = (plain: Operator): Comparator => bound(plain, major, minor, patch, wanted.prerelease);
  if (operator === '!=' || operator === '!') return (version) => !within(version, comparator('='));
  if (operator !== '~>') {
    const plain = comparator(operator === '' || operator === '==' ? '=' : operator);
    return (version) => within(version, plain);
  }
  const least = comparator('>=');
  const fixed = wanted.written < 3 ? 1 : 2;
  return (version) =>
    within(version, least) && compareWholes(wanted.numbers.slice(0, fixed), version.numbers.slice(0, fixed)) === 0;
}
