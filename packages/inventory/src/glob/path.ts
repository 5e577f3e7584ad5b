import { compileName, type Effort, type NameTest } from './segment.ts';

/** A test of a path given in its segments. */
export type SegmentsTest = (segments: readonly string[]) => boolean;

/**
 * Compiles a pattern of segments: `**` stands for any number of them, none included; `**` as the last one for one at
 * least. Comparing takes at most the product of both lengths. `undefined` where a segment is no pattern.
 */
export function compilePath(segments: readonly string[], effort?: Effort): SegmentsTest | undefined {
  const tests: (NameTest | undefined)[] = [];
  for (const [at, segment] of segments.entries()) {
    if (segment === '**') {
      const isLast = at === segments.length - 1;
      if (segments[at - 1] !== '**') tests.push(undefined);
      if (isLast) tests.push(() => true);
      continue;
    }
    const test = compileName(segment, effort);
    if (test === undefined) return undefined;
    tests.push(test);
  }
  return (path) => matches(tests, path, effort);
}

/** As for the stars of one name: after a mismatch the last `**` takes one segment more. */
function matches(
  tests: readonly (NameTest | undefined)[],
  path: readonly string[],
  effort: Effort | undefined,
): boolean {
  let at = 0;
  let test = 0;
  let star = -1;
  let resume = 0;
  while (at < path.length) {
    if (effort !== undefined && --effort.left < 0) return false;
    const current = tests[test];
    if (test < tests.length && current === undefined) {
      star = test++;
      resume = at;
    } else if (current?.(path[at] ?? '') === true) {
      test++;
      at++;
    } else if (star !== -1) {
      test = star + 1;
      at = ++resume;
    } else return false;
  }
  while (test < tests.length && tests[test] === undefined) test++;
  return test === tests.length;
}
