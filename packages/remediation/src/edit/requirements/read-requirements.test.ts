import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readRequirements, splice } from './read-requirements.ts';

const text = `-i https://index.example.test/simple
# c
A_b[x,y] == 1.0 ; python_version < "3" # d
c>=1,<2 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
d (~=1.4)
e
-r other.txt
--constraint=more.txt
--pre
f @ https://x.example.test/f.zip
-e ./g
./h
i==1 --config-settings=x
--no-binary :all:
j==1.*`;

it('finds names, specifiers and digests at their places, and what is not to be run', () => {
  const { lines, indexes, includes, unsafe } = readRequirements(text);
  expect(lines.map(({ name, specifier, pinned }) => [name, specifier, pinned])).toEqual([
    ['a-b', '== 1.0', '1.0'],
    ['c', '>=1,<2', undefined],
    ['d', '~=1.4', undefined],
    ['e', '', undefined],
    ['j', '==1.*', undefined],
  ]);
  for (const { start, end, specifier } of lines) expect(text.slice(start, end)).toBe(specifier);
  expect(lines[1]?.hashes?.between).toBe(' \\\n    ');
  expect(indexes).toEqual(['https://index.example.test/simple']);
  expect(includes).toEqual(['other.txt', 'more.txt']);
  expect(unsafe).toEqual([
    'f @ https://x.example.test/f.zip',
    '-e ./g',
    './h',
    'i==1 --config-settings=x',
    '--no-binary :all:',
  ]);
});

it('keeps every byte outside of what is changed, and reads every text', () => {
  const part = fc.constantFrom('a', '==1.0', ' \\\n', '\r\n', '\n', ' --hash=sha256:aa', '#', ' ; ', '-r x', '(', ')');
  fc.assert(
    fc.property(fc.array(fc.oneof(part, fc.string({ maxLength: 5 })), { maxLength: 40 }), (parts) => {
      const whole = parts.join('');
      const same = readRequirements(whole).lines.map(({ start, end, specifier }) => ({ start, end, text: specifier }));
      expect(splice(whole, same)).toBe(whole);
    }),
    { numRuns: 300 },
  );
});

it('takes no longer than the text is long', () => {
  for (const unit of [' ', '!', '==', '\\\n', '(', ',', '#', ' --hash=']) readRequirements(`a${unit.repeat(200_000)}b`);
});
