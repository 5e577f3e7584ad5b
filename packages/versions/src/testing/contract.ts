import { isAppError, unwrap } from '@maximus/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ParsedVersion, VersionScheme } from '../types.ts';
import { anyText, hostile, plausible } from './versions.ts';

/** What the suite needs to know of one scheme. */
export interface SchemeExamples {
  /** At least six versions, each below the next. */
  readonly ascending: readonly string[];
  /** Pairs of spellings of one version. */
  readonly equal: readonly (readonly [string, string])[];
  /** Texts that the native tool rejects. */
  readonly invalid: readonly string[];
  readonly prereleases: readonly string[];
  readonly releases: readonly string[];
  /** From, to, class. */
  readonly distances: readonly (readonly [string, string, string])[];
  /** Requirement, versions that satisfy it, versions that do not; for schemes that have requirements. */
  readonly constraints?: readonly (readonly [string, readonly string[], readonly string[]])[];
  readonly invalidConstraints?: readonly string[];
}

/** The behaviour that every version scheme shows; run it from the scheme's own test. */
export function describeScheme(scheme: VersionScheme, examples: SchemeExamples): void {
  const parse = (text: string): ParsedVersion => unwrap(scheme.parse(text));
  const sign = (a: string, b: string): number => Math.sign(scheme.order(parse(a), parse(b)));

  describe(`${scheme.id}: the contract of a version scheme`, () => {
    test('orders the examples, in every pair', () => {
      const { ascending } = examples;
      expect(ascending.length).toBeGreaterThanOrEqual(6);
      for (let i = 0; i < ascending.length; i++) {
        for (let j = 0; j < ascending.length; j++) {
          expect(sign(ascending[i] ?? '', ascending[j] ?? ''), `${ascending[i]} ${ascending[j]}`).toBe(
            Math.sign(i - j),
          );
        }
      }
    });

    test('takes two spellings of one version as equal', () => {
      for (const [a, b] of examples.equal) expect(sign(a, b), `${a} ${b}`).toBe(0);
    });

    test('rejects what the native tool rejects, and says what and where', () => {
      for (const text of ['', 'x'.repeat(4097), ...examples.invalid]) {
        const parsed = scheme.parse(text);
        expect(parsed.ok, text.slice(0, 50)).toBe(false);
        if (parsed.ok) continue;
        expect(parsed.error.code).toBe('versions.invalid');
        expect(parsed.error.message).toMatch(/ is not .*: .* \(at character \d+\)$/);
      }
    });

    test('keeps the version as given', () => {
      for (const text of examples.ascending) expect(parse(text).raw).toBe(text);
    });

    test('tells pre-releases from releases', () => {
      for (const text of examples.prereleases) expect(scheme.isPrerelease(parse(text)), text).toBe(true);
      for (const text of examples.releases) expect(scheme.isPrerelease(parse(text)), text).toBe(false);
    });

    test('classes the distance of two versions', () => {
      for (const [from, to, expected] of examples.distances) {
        expect(scheme.distance(parse(from), parse(to)), `${from} ${to}`).toBe(expected);
        expect(scheme.distance(parse(to), parse(from)), `${to} ${from}`).toBe(expected);
      }
    });

    test('has examples of requirements where it has requirements', () => {
      expect(scheme.constraint !== undefined).toBe(examples.constraints !== undefined);
    });

    test.runIf(examples.constraints !== undefined)('reads requirements', () => {
      for (const [text, inside, outside] of examples.constraints ?? []) {
        const constraint = scheme.constraint === undefined ? undefined : unwrap(scheme.constraint(text));
        expect(constraint?.text).toBe(text);
        for (const version of inside) expect(constraint?.allows(version), `${text} allows ${version}`).toBe(true);
        for (const version of outside) expect(constraint?.allows(version), `${text} refuses ${version}`).toBe(false);
        for (const version of ['', 'no version!', '1'.repeat(5000)]) expect(constraint?.allows(version)).toBe(false);
      }
      for (const text of ['1'.repeat(5000), ...(examples.invalidConstraints ?? [])]) {
        const constraint = scheme.constraint?.(text);
        expect(constraint?.ok, text.slice(0, 50)).toBe(false);
        if (constraint?.ok === false) expect(constraint.error.code).toBe('versions.invalid_constraint');
      }
    });

    describeOrder(scheme, examples.ascending);
  });
}

function describeOrder(scheme: VersionScheme, seeds: readonly string[]): void {
  const parsed = fc
    .oneof(plausible(seeds), fc.constantFrom(...seeds), anyText)
    .map((text) => scheme.parse(text))
    .filter((result) => result.ok)
    .map((result) => unwrap(result));

  test('property: a text is a version or a failure of this package, never an exception', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, plausible(seeds), hostile), (text) => {
        const version = scheme.parse(text);
        if (!version.ok) return isAppError(version.error) && version.error.code === 'versions.invalid';
        const constraint = scheme.constraint?.(text);
        if (constraint?.ok === false) return isAppError(constraint.error);
        constraint?.value.allows(text);
        return version.value.raw === text;
      }),
      { numRuns: 500 },
    );
  });

  test('property: the order is total, antisymmetric, and a version equals itself', () => {
    fc.assert(
      fc.property(parsed, parsed, (a, b) => {
        const order = scheme.order(a, b);
        const back = scheme.order(b, a);
        return (
          Number.isFinite(order) &&
          Math.sign(order) === -Math.sign(back) + 0 &&
          scheme.order(a, unwrap(scheme.parse(a.raw))) === 0
        );
      }),
      { numRuns: 1000 },
    );
  });

  test.runIf(scheme.coarse !== undefined)('property: the coarse number never falls where the version rises', () => {
    fc.assert(
      fc.property(parsed, parsed, (a, b) => {
        const [low, high] = scheme.order(a, b) <= 0 ? [a, b] : [b, a];
        const [lower, higher] = [scheme.coarse?.(low), scheme.coarse?.(high)];
        for (const number of [lower, higher])
          if (number !== undefined && (number < 0 || number >= 0xffffffff || number >>> 0 !== number)) return false;
        return lower === undefined || higher === undefined || lower <= higher;
      }),
      { numRuns: 2000 },
    );
  });

  test('property: the order is transitive, and equal versions compare alike', () => {
    fc.assert(
      fc.property(parsed, parsed, parsed, (a, b, c) => {
        const [low, middle, high] = [a, b, c].sort((x, y) => scheme.order(x, y)) as [
          ParsedVersion,
          ParsedVersion,
          ParsedVersion,
        ];
        if (scheme.order(low, middle) > 0 || scheme.order(middle, high) > 0 || scheme.order(low, high) > 0)
          return false;
        return scheme.order(a, b) !== 0 || Math.sign(scheme.order(a, c)) === Math.sign(scheme.order(b, c));
      }),
      { numRuns: 2000 },
    );
  });
}
