import { expect, it } from 'vitest';
import { loopbackRegistry } from '../testing/loopback-registry.ts';
import { askAhead } from './ask-ahead.ts';
import { httpGet } from './http-get.ts';
import { createNpmRegistry } from './npm/index.ts';
import type { MetadataAnswer } from './types.ts';

it('asks for every package once, and the plan finds the answers there', async () => {
  await using registry = await loopbackRegistry({ 'a@1.0.0': {}, 'b@1.0.0': {} });
  const source = createNpmRegistry({
    npmrc: '',
    defaultRegistry: registry.address,
    mayAsk: () => true,
    credentials: new Map(),
    get: httpGet,
  });
  await askAhead(source, ['a', 'b', 'a', 'none']);
  expect([...registry.asked].sort()).toEqual(['a', 'b', 'none']);
  expect((await source.versionsOf('b')).state).toBe('found');
  expect(registry.asked).toHaveLength(3);
});

it('has many questions open at once, and never all of them', async () => {
  const open: ((answer: MetadataAnswer) => void)[] = [];
  const names = Array.from({ length: 40 }, (_, at) => `p${at}`);
  const asked: string[] = [];
  const source = {
    versionsOf: (name: string) => {
      asked.push(name);
      return new Promise<MetadataAnswer>((done) => open.push(done));
    },
  };
  const all = askAhead(source, names);
  expect(asked).toHaveLength(16);
  while (open.length > 0) {
    open.shift()?.({ state: 'absent' });
    await new Promise(setImmediate);
  }
  await all;
  expect(asked).toEqual(names);
});
