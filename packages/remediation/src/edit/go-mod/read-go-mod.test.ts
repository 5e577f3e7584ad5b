import { expect, it } from 'vitest';
import { editGoMod, readGoMod } from './read-go-mod.ts';

const text = `module "example.test/app" // app
go 1.21
require example.test/a v1.0.0
require (
\texample.test/b v1.0.0 // indirect; why
\t"example.test/c" v0.0.0-20200101000000-abcdefabcdef // used
)
exclude example.test/b v1.0.5
replace example.test/d v1.0.0 => example.test/e v1.1.0
replace (
\texample.test/f => ./f
)
retract [v1.0.0, v1.0.9] // bad
retract v1.1.0
`;

it('reads every directive that a plan needs', () => {
  const file = readGoMod(text);
  expect(file).toMatchObject({ module: 'example.test/app', go: '1.21' });
  expect(file.requires.map(({ path, version, indirect }) => [path, version, indirect])).toEqual([
    ['example.test/a', 'v1.0.0', false],
    ['example.test/b', 'v1.0.0', true],
    ['example.test/c', 'v0.0.0-20200101000000-abcdefabcdef', false],
  ]);
  for (const { start, end, version } of file.requires) expect(text.slice(start, end)).toBe(version);
  expect([...file.excludes]).toEqual(['example.test/b@v1.0.5']);
  expect(file.replaces.map(({ path, target, targetVersion }) => [path, target, targetVersion])).toEqual([
    ['example.test/d', 'example.test/e', 'v1.1.0'],
    ['example.test/f', './f', undefined],
  ]);
  expect(file.retracts).toEqual([
    ['v1.0.0', 'v1.0.9'],
    ['v1.1.0', 'v1.1.0'],
  ]);
});

it('changes versions and not one other byte', () => {
  const windows = text.replaceAll('\n', '\r\n');
  const after = editGoMod(windows, new Map([['example.test/b', 'v1.0.1']]));
  expect(after).toBe(windows.replace('example.test/b v1.0.0', 'example.test/b v1.0.1'));
});
