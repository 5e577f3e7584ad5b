/**
 * Times every scheme on hostile texts of 100 KB and of the longest that is read, and prints the slowest. Run it with
 * `node packages/versions/src/fuzz.bench.ts`; it fails (exit code 1) where one parse with its comparison takes 50 ms.
 */
/* v8 ignore start -- a bench is run by hand, never by the tests */
import { schemes } from './index.ts';
import { MAX_LENGTH } from './reading.ts';
import type { VersionScheme } from './types.ts';

const BUDGET_MS = 50;
const HUNDRED_KB = 100 * 1024;
const UNITS = [
  '1',
  '0',
  '9',
  '.',
  '-',
  '~',
  '+',
  '_',
  '^',
  ':',
  '!',
  ',',
  '|',
  ' ',
  '(',
  '[',
  '*',
  'a',
  'z',
  'A',
  'α',
  '\u{1F600}',
  '\ud800',
  '1.',
  '1-',
  '0.',
  '.0',
  'a1',
  '1a',
  '1.a',
  '-r1',
  '_p1',
  '_rc',
  '~1',
  '^1',
  'rc',
  'alpha',
  'final.',
  '0-',
  '-0',
  '1+',
  '||1',
  ' ||',
  '>=',
  ', ',
  '~>1,',
  '[1,2]',
  '[1],',
  '1 - ',
  'and 1',
  '1 or ',
  '1!',
  '.post1',
  '.dev',
  'x.',
  '1.x',
  '-1',
  '--',
  '..',
  '#',
  '1:',
  'v',
  '=v',
  '\t',
  '\0',
];

interface Timing {
  readonly ms: number;
  readonly what: string;
}

const timings: Timing[] = [];
for (const [id, scheme] of schemes) {
  for (const unit of UNITS) {
    for (const prefix of ['', '1', '1.0-', '>=', '[']) {
      for (const length of [MAX_LENGTH, HUNDRED_KB]) {
        const text = (prefix + unit.repeat(Math.ceil(length / unit.length))).slice(0, length);
        timings.push({ ms: best(scheme, text), what: `${id} ${JSON.stringify(prefix + unit)} × ${length}` });
      }
    }
  }
}
timings.sort((a, b) => b.ms - a.ms);
const slowest = timings.slice(0, 5).map(({ ms, what }) => `${ms.toFixed(2)} ms  ${what}`);
process.stdout.write(`${timings.length} texts; the slowest:\n${slowest.join('\n')}\n`);
process.exitCode = (timings[0]?.ms ?? 0) < BUDGET_MS ? 0 : 1;

/** The best of three: what the text costs, not what else the machine was doing. */
function best(scheme: VersionScheme, text: string): number {
  return Math.min(timed(scheme, text), timed(scheme, text), timed(scheme, text));
}

/** Parse twice, compare, and read as a requirement; also against a text that differs in its last character only. */
function timed(scheme: VersionScheme, text: string): number {
  const start = performance.now();
  const a = scheme.parse(text);
  const b = scheme.parse(`${text.slice(0, -1)}1`);
  if (a.ok && b.ok) scheme.order(a.value, b.value);
  const constraint = scheme.constraint?.(text);
  if (constraint?.ok) constraint.value.allows(text);
  return performance.now() - start;
}
