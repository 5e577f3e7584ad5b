import { isRejection, type Rejection, reject } from '../reading.ts';
import { compareWhole, type Whole } from '../whole.ts';
import { orderPep440, orderPublic } from './order.ts';
import { type Pep440Version, readModern } from './parse.ts';

type Test = (version: Pep440Version, raw: string) => boolean;

const OPERATORS = ['===', '~=', '==', '!=', '<=', '>=', '<', '>'] as const;

/**
 * Reads version specifiers (PEP 440, "Version specifiers"), joined by commas; no specifier at all allows everything.
 * Pre-releases are compared like others: whether they are wanted is the caller's question.
 */
export function readSpecifiers(text: string): ((version: string) => boolean) | Rejection {
  const tests: Test[] = [];
  let at = 0;
  for (const part of text.trim() === '' ? [] : text.split(',')) {
    const test = readSpecifier(part.trim());
    if (typeof test !== 'function') return reject(test.rule, at + test.at);
    tests.push(test);
    at += part.length + 1;
  }
  return (version) => {
    const parsed = readModern(version);
    return !isRejection(parsed) && tests.every((test) => test(parsed, version));
  };
}

function readSpecifier(text: string): Test | Rejection {
  const operator = OPERATORS.find((each) => text.startsWith(each));
  if (operator === undefined) return reject('a specifier begins with an operator', 0);
  const operand = text.slice(operator.length).trim();
  if (operator === '===') {
    if (operand === '') return reject('expected a version', operator.length);
    return (_, raw) => raw.trim().toLowerCase() === operand.toLowerCase();
  }
  const prefix = (operator === '==' || operator === '!=') && operand.endsWith('.*');
  const version = readModern(prefix ? operand.slice(0, -2) : operand);
  if (isRejection(version)) return reject(version.rule, operator.length + version.at);
  if (prefix && (isEarly(version) || version.post !== -1 || version.local.length > 0)) {
    return reject('a prefix is numbers only', operator.length);
  }
  if (version.local.length > 0 && operator !== '==' && operator !== '!=') {
    return reject(`${operator} takes no local label`, operator.length);
  }
  if (operator === '~=' && version.release.length < 2) return reject('~= needs two numbers', operator.length);
  return testOf(operator, version, prefix);
}

function testOf(operator: Exclude<(typeof OPERATORS)[number], '==='>, wanted: Pep440Version, prefix: boolean): Test {
  switch (operator) {
    case '==':
      return (version) => (prefix ? hasPrefix(version, wanted) : isEqual(version, wanted));
    case '!=':
      return (version) => !(prefix ? hasPrefix(version, wanted) : isEqual(version, wanted));
    case '~=': {
      const series = { ...wanted, release: wanted.release.slice(0, -1), pre: 3 as const, post: -1, dev: -1 };
      return (version) => orderPublic(version, wanted) >= 0 && hasPrefix(version, series);
    }
    case '<=':
      return (version) => orderPublic(version, wanted) <= 0;
    case '>=':
      return (version) => orderPublic(version, wanted) >= 0;
    case '<':
      return (version) => orderPublic(version, wanted) < 0 && !isEarlyOf(version, wanted);
    case '>':
      return (version) => isAbove(version, wanted);
  }
}

/** Neither a post-release nor a local version of the named one is above it. */
function isAbove(version: Pep440Version, wanted: Pep440Version): boolean {
  if (orderPublic(version, wanted) <= 0) return false;
  return wanted.post !== -1 || version.post === -1 || orderPublic({ ...version, post: -1, dev: -1 }, wanted) !== 0;
}

/** A specifier without local label takes no notice of the version's. */
function isEqual(version: Pep440Version, wanted: Pep440Version): boolean {
  return wanted.local.length === 0 ? orderPublic(version, wanted) === 0 : orderPep440(version, wanted) === 0;
}

/** Prefix matching: epoch and numbers; what is not written is 0. */
function hasPrefix(version: Pep440Version, prefix: Pep440Version): boolean {
  if (compareWhole(version.epoch, prefix.epoch) !== 0) return false;
  const length = prefix.release.length;
  for (let i = 0; i < length; i++) if (compareWhole(numberAt(version, i), numberAt(prefix, i)) !== 0) return false;
  return true;
}

function isSameRelease(a: Pep440Version, b: Pep440Version): boolean {
  if (compareWhole(a.epoch, b.epoch) !== 0) return false;
  const length = Math.max(a.release.length, b.release.length);
  for (let i = 0; i < length; i++) if (compareWhole(numberAt(a, i), numberAt(b, i)) !== 0) return false;
  return true;
}

/** Below a release or a post-release, its own pre- and dev-releases do not count as below. */
function isEarlyOf(version: Pep440Version, wanted: Pep440Version): boolean {
  if (isEarly(wanted) || !isEarly(version) || !isSameRelease(version, wanted)) return false;
  return wanted.post === -1 || compareWhole(version.post, wanted.post) === 0;
}

function isEarly(version: Pep440Version): boolean {
  return version.pre !== 3 || version.dev !== -1;
}

function numberAt({ release }: Pep440Version, i: number): Whole {
  return release[i] ?? 0;
}
