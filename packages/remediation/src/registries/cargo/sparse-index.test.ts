import { expect, it } from 'vitest';
import { memoryAddress, memoryGet } from '../../testing/memory-get.ts';
import { createCargoIndex } from './sparse-index.ts';

const line = (parts: Record<string, unknown>) => JSON.stringify({ name: 'abcd', vers: '1.0.0', deps: [], ...parts });
const dep = (name: string, parts: Record<string, unknown> = {}) => ({
  name,
  req: '^1',
  kind: 'normal',
  optional: false,
  ...parts,
});
const body = [
  line({
    cksum: 'aa',
    deps: [
      dep('alias', { package: 'real' }),
      dep('maybe', { optional: true }),
      dep('test', { kind: 'dev' }),
      dep('made', { kind: 'build' }),
    ],
  }),
  line({ vers: '1.1.0', yanked: true, rust_version: '1.70', pubtime: '2026-01-02T00:00:00Z' }),
  'no JSON',
  '[]',
  '',
].join('\n');
const files = new Map([
  ['ab/cd/abcd', { body }],
  ['1/a', { body: line({ name: 'a' }) }],
  ['2/ab', { body: line({ name: 'ab' }) }],
  ['3/a/abc', { body: line({ name: 'abc' }) }],
]);
const index = (address = `sparse+${memoryAddress}`) =>
  createCargoIndex({ index: address, mayAsk: () => true, get: memoryGet(files) });

it('reads versions with what they ask for, without what they are developed with', async () => {
  const answer = await index().versionsOf('abcd');
  if (answer.state !== 'found') throw new RangeError('not found');
  const first = answer.package.versions.get('1.0.0');
  expect([...(first?.dependencies.keys() ?? [])]).toEqual(['real', 'made']);
  expect([...(first?.optionalDependencies.keys() ?? [])]).toEqual(['maybe']);
  expect(first?.integrity).toBe('aa');
  expect([...answer.package.yanked]).toEqual(['1.1.0']);
  const second = answer.package.versions.get('1.1.0');
  expect(second?.engines.get('rust')).toBe('1.70');
  expect(second?.publishedAt).toBe(Date.parse('2026-01-02T00:00:00Z'));
});

it('finds short names at their places, and says what it cannot ask', async () => {
  for (const name of ['a', 'ab', 'abc', 'ABCD']) expect((await index().versionsOf(name)).state, name).toBe('found');
  expect(await index().versionsOf('none')).toEqual({ state: 'absent' });
  expect(await index().versionsOf('a/../b')).toEqual({ state: 'absent' });
  expect(await index('https://down.example.test').versionsOf('abcd')).toMatchObject({ state: 'unreachable' });
  expect(await index('git+ssh://x').versionsOf('abcd')).toMatchObject({ state: 'unreachable' });
});
