import { compareWholes, type Whole } from '../whole.ts';
import { orderPrerelease } from './order.ts';
import type { Identifier, SemverVersion } from './parse.ts';
import { next, type Partial } from './partial.ts';

/** What a requirement's operators are made of. */
export type Operator = '<' | '<=' | '>' | '>=' | '=';

/** One bound. */
export interface Comparator {
  readonly operator: Operator;
  readonly numbers: readonly [Whole, Whole, Whole];
  readonly prerelease: readonly Identifier[];
}

/** The lowest pre-release: `<2.0.0-0` leaves out the pre-releases of 2.0.0 as well. */
const LOWEST: readonly Identifier[] = [0];
const NO_PRERELEASE: readonly Identifier[] = [];

/** Satisfied by nothing. */
const NOTHING: readonly Comparator[] = [bound('<', 0, 0, 0, LOWEST)];

/** Makes a bound. */
export function bound(
  operator: Operator,
  major: Whole,
  minor: Whole,
  patch: Whole,
  prerelease: readonly Identifier[] = NO_PRERELEASE,
): Comparator {
  return { operator, numbers: [major, minor, patch], prerelease };
}

/**
 * Whether a version is within all bounds. A pre-release has to be asked for: some bound names a pre-release of the same
 * three numbers (node-semver, "Prerelease Tags"; Cargo has the same rule).
 */
export function satisfiesAll(version: SemverVersion, comparators: readonly Comparator[]): boolean {
  if (!comparators.every((comparator) => within(version, comparator))) return false;
  if (version.prerelease.length === 0) return true;
  return comparators.some(
    ({ numbers, prerelease }) => prerelease.length > 0 && compareWholes(numbers, version.numbers) === 0,
  );
}

/** Whether a version is within one bound, by the order alone. */
export function within(version: SemverVersion, { operator, numbers, prerelease }: Comparator): boolean {
  const order = compareWholes(version.numbers, numbers) || orderPrerelease(version.prerelease, prerelease);
  switch (operator) {
    case '<':
      return order < 0;
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

/** `^1.2.3`: what does not change the leftmost number that is not zero. */
export function caret({ major, minor, patch, prerelease }: Partial): readonly Comparator[] {
  if (major === undefined) return [];
  const least = bound('>=', major, minor ?? 0, patch ?? 0, prerelease);
  const leading = major > 0 || minor === undefined;
  if (leading) return [least, bound('<', next(major), 0, 0, LOWEST)];
  if (minor > 0 || patch === undefined) return [least, bound('<', major, next(minor), 0, LOWEST)];
  return [least, bound('<', major, minor, next(patch), LOWEST)];
}

/** `~1.2.3`: what changes the patch number only; the minor number too where only the major one is written. */
export function tilde({ major, minor, patch, prerelease }: Partial): readonly Comparator[] {
  if (major === undefined) return [];
  const least = bound('>=', major, minor ?? 0, patch ?? 0, prerelease);
  return [
    least,
    minor === undefined ? bound('<', next(major), 0, 0, LOWEST) : bound('<', major, next(minor), 0, LOWEST),
  ];
}

/** A bound whose version may be partial: `>1.2` begins at 1.3.0, `<=1.2` ends with the last 1.2.x, `1.2` is all of 1.2.x. */
export function compared(operator: Operator, partial: Partial): readonly Comparator[] {
  const { major, minor, patch, prerelease } = partial;
  if (major === undefined) return operator === '<' || operator === '>' ? NOTHING : [];
  if (minor !== undefined && patch !== undefined) return [bound(operator, major, minor, patch, prerelease)];
  switch (operator) {
    case '=':
      return tilde(partial);
    case '>=':
      return [bound('>=', major, minor ?? 0, 0)];
    case '<':
      return [bound('<', major, minor ?? 0, 0, LOWEST)];
    case '>':
      return [minor === undefined ? bound('>=', next(major), 0, 0) : bound('>=', major, next(minor), 0)];
    case '<=':
      return [minor === undefined ? bound('<', next(major), 0, 0, LOWEST) : bound('<', major, next(minor), 0, LOWEST)];
  }
}
