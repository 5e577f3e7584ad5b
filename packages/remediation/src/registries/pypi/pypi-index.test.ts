import fc from 'fast-check';
import { expect, it } from 'vitest';
import { memoryAddress, memoryGet } from '../../testing/memory-get.ts';
import { pypiFiles } from '../../testing/python-universe.ts';
import { createPypiIndex } from './pypi-index.ts';
import { readSimplePage } from './simple-page.ts';

const universe = {
  'a-b@1.0': { requires: ['c (>=1)', 'd; python_version < "3"', 'e; extra == "x"', 'not a line !'] },
  'a-b@1.1': { yanked: true, requiresPython: '>=3.9' },
  'a-b@2.0': { onlySource: true },
};
const index = (indexes = [`${memoryAddress}simple`], form: 'json' | 'html' = 'json') =>
  createPypiIndex({
    indexes,
    mayAsk: () => true,
    credentials: new Map(),
    get: memoryGet(pypiFiles(universe, memoryAddress, form)),
  });

it('reads JSON pages: versions, what is taken back, the Python that is wanted, archives', async () => {
  const answer = await index().versionsOf('A_B');
  if (answer.state !== 'found') throw new RangeError('not found');
  const { versions, yanked } = answer.package;
  expect([...versions.keys()]).toEqual(['1.0', '1.1', '2.0']);
  expect([...yanked]).toEqual(['1.1']);
  expect(versions.get('1.1')?.engines.get('python')).toBe('>=3.9');
  expect(versions.get('2.0')?.manifest['files']).toMatchObject([{ isWheel: false }]);
  expect(versions.get('1.0')?.publishedAt).toBeLessThan(Date.parse('2026-11-30'));
});

it('reads what a wheel asks for: markers make it optional, extras leave it out', async () => {
  const answer = await index().detailsOf?.('a-b', '1.0');
  if (answer?.state !== 'found') throw new RangeError('not found');
  expect([...answer.version.dependencies]).toEqual([['c', '>=1']]);
  expect([...answer.version.optionalDependencies]).toEqual([['d', '']]);
  const bare = new Map([...pypiFiles(universe, memoryAddress, 'html')].filter(([path]) => !path.endsWith('.metadata')));
  const within = createPypiIndex({
    indexes: [`${memoryAddress}simple`],
    mayAsk: () => true,
    credentials: new Map(),
    get: memoryGet(bare),
  });
  const read = await within.detailsOf?.('a-b', '1.0');
  expect(read?.state === 'found' && [...read.version.dependencies]).toEqual([['c', '>=1']]);
  expect(await index().detailsOf?.('a-b', '9')).toEqual({ state: 'absent' });
});

it('reads HTML pages, which tell no times', async () => {
  const answer = await index(undefined, 'html').versionsOf('a-b');
  if (answer.state !== 'found') throw new RangeError('not found');
  expect([...answer.package.versions.keys()]).toEqual(['1.0', '1.1', '2.0']);
  expect(answer.package.versions.get('1.0')).not.toHaveProperty('publishedAt');
  const page =
    '<html><a href="x-1.0.tar.gz#sha256=zz" data-yanked="why" data-requires-python="&gt;=3">x-1.0.tar.gz</a></html>';
  expect(readSimplePage(page, 'https://a.example.test/x/')).toMatchObject([
    { url: 'https://a.example.test/x/x-1.0.tar.gz', isYanked: true, requiresPython: '>=3' },
  ]);
});

it('asks the next index where one does not know, and never says "absent" for a fault', async () => {
  const both = index([`${memoryAddress}none/`, `${memoryAddress}simple/`]);
  expect((await both.versionsOf('a-b')).state).toBe('found');
  expect(await both.versionsOf('none')).toEqual({ state: 'absent' });
  expect(await index(['https://down.example.test/']).versionsOf('a-b')).toMatchObject({ state: 'unreachable' });
  expect(await index([]).versionsOf('a-b')).toMatchObject({ state: 'unreachable' });
  for (const name of ['..', 'a/b', '', 'a?b'])
    expect(await index().versionsOf(name), name).toEqual({ state: 'absent' });
});

it('reads every text without a throw', () => {
  const parts = fc.constantFrom(
    '{"files":[',
    '{"filename":"a-1-py3-none-any.whl","url":"b"}',
    ']}',
    '<a ',
    'href="',
    '">',
    '</a>',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(parts, fc.string())), (text) => {
      readSimplePage(text.join(''), 'https://a.example.test/');
    }),
    { numRuns: 200 },
  );
});
