import { isRejection, type Rejection, reject } from '../reading.ts';
import { next } from '../semver/partial.ts';
import { compareWholes } from '../whole.ts';
import { orderPub } from './order.ts';
import { type PubVersion, parsePub } from './parse.ts';

interface Bound {
  readonly operator: '<' | '<=' | '>' | '>=' | '=';
  readonly version: PubVersion;
}

const OPERATORS = ['>=', '<=', '^', '>', '<'] as const;

/**
 * Reads a constraint as pub_semver does: `any`, `^1.2.3`, a version, or bounds joined by blanks. An upper bound without a
 * pre-release leaves out its own pre-releases, unless a lower bound is one of them.
 */
export function readPubConstraint(text: string): ((version: string) => boolean) | Rejection {
  const bounds: Bound[] = [];
  let operator = '';
  for (const word of text.trim() === 'any' ? [] : text.split(' ')) {
    if (word === '') continue;
    const glued = OPERATORS.find((each) => word.startsWith(each)) ?? '';
    if (glued !== '') operator = glued;
    if (glued === word) continue;
    const version = parsePub(word.slice(glued.length));
    if (isRejection(version)) return reject(version.rule, text.indexOf(word) + glued.length + version.at);
    bounds.push(...boundsOf(operator, version));
    operator = '';
  }
  if (operator !== '' || (bounds.length === 0 && text.trim() !== 'any'))
    return reject('expected a version', text.length);
  return (version) => {
    const parsed = parsePub(version);
    return !isRejection(parsed) && parsed.doubt === undefined && bounds.every((bound) => within(parsed, bound, bounds));
  };
}

function boundsOf(operator: string, version: PubVersion): readonly Bound[] {
  if (operator !== '^') return [{ operator: operator === '' ? '=' : (operator as Bound['operator']), version }];
  const [major = 0, minor = 0] = version.numbers;
  const numbers = major > 0 ? [next(major), 0, 0] : [0, next(minor), 0];
  return [
    { operator: '>=', version },
    { operator: '<', version: { ...version, numbers, prerelease: [], build: '', builds: [] } },
  ];
}

function within(version: PubVersion, { operator, version: limit }: Bound, all: readonly Bound[]): boolean {
  const order = orderPub(version, limit);
  switch (operator) {
    case '<':
      return order < 0 && !isOwnPrerelease(version, limit, all);
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '=':
      return order === 0;
  }
}

function isOwnPrerelease(version: PubVersion, limit: PubVersion, all: readonly Bound[]): boolean {
  if (version.prerelease.length === 0 || limit.prerelease.length > 0 || limit.builds.length > 0) return false;
  if (compareWholes(version.numbers, limit.numbers) !== 0) return false;
  return !all.some(
    ({ operator, version: lower }) =>
      (operator === '>' || operator === '>=') &&
      lower.prerelease.length > 0 &&
      compareWholes(lower.numbers, limit.numbers) === 0,
  );
}
