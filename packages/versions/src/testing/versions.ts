import fc from 'fast-check';

/** Any text at all: ASCII, Unicode, lone surrogates. */
export const anyText: fc.Arbitrary<string> = fc.oneof(fc.string(), fc.string({ unit: 'binary' }));

const NUMBERS = ['0', '00', '1', '01', '2', '9', '10', '99999999999999999999', '20240101'];
const WORDS = [
  'a',
  'alpha',
  'b',
  'beta',
  'rc',
  'RC',
  'pre',
  'post',
  'dev',
  'final',
  'ga',
  'sp',
  'p',
  'x',
  'el8',
  'r',
  'z',
];
const SEPARATORS = ['.', '.', '.', '-', '-', '_', '+', '~', '^', ':', '!', '', '..', '#', ' '];

/** Text that looks like a version of some scheme: seeds, numbers, words and separators, glued together. */
export function plausible(seeds: readonly string[]): fc.Arbitrary<string> {
  const part = fc.tuple(fc.constantFrom(...NUMBERS, ...NUMBERS, ...WORDS), fc.constantFrom(...SEPARATORS));
  const glued = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.flat().join(''));
  const trimmed = glued.map((text) => (text.length > 1 ? text.slice(0, -1) : text));
  const prefixed = fc.tuple(fc.constantFrom('', '', 'v', '1:', '1!', 'go'), trimmed).map((parts) => parts.join(''));
  const grown = fc
    .tuple(fc.constantFrom(...seeds), fc.constantFrom(...SEPARATORS), trimmed)
    .map((parts) => parts.join(''));
  return fc.oneof(prefixed, grown, trimmed);
}

/** Long text of one kind, up to well beyond the bound on length. */
export const hostile: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('1', '.', '-', '~', '1.', '1-', 'a1', '1a', '0', '_p', '-r', 'α', '\u{1F600}', '||', '(', '^'),
    fc.nat(6000),
  )
  .map(([unit, count]) => unit.repeat(count));
