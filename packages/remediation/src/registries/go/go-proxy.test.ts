import { expect, it } from 'vitest';
import { goProxyFiles } from '../../testing/go-universe.ts';
import { memoryAddress, memoryGet } from '../../testing/memory-get.ts';
import { createGoProxy, goProxies } from './go-proxy.ts';

const files = goProxyFiles({
  'example.test/Big/mod@v1.0.0': {},
  'example.test/Big/mod@v1.1.0': { requires: { 'example.test/other': 'v1.2.3' }, go: '1.22' },
  'example.test/Big/mod@v1.2.0': { lines: ['retract (', '\tv1.1.0 // broken', '\t[v0.1.0, v1.0.0]', ')'] },
});
const escaped = new Map([...files].map(([path, file]) => [path.replace('Big', '!big'), file]));

const proxy = (proxies = memoryAddress, asked: string[] = []) =>
  createGoProxy({ proxies, mayAsk: () => true, credentials: new Map(), get: memoryGet(escaped, asked) });

it('asks for escaped paths, and takes what the newest go.mod retracts for taken back', async () => {
  const answer = await proxy().versionsOf('example.test/Big/mod');
  expect(answer.state === 'found' && [...answer.package.versions.keys()]).toEqual(['v1.0.0', 'v1.1.0', 'v1.2.0']);
  expect(answer.state === 'found' && [...answer.package.yanked]).toEqual(['v1.0.0', 'v1.1.0']);
});

it('tells what a version asks for, its Go and its day', async () => {
  const answer = await proxy().detailsOf?.('example.test/Big/mod', 'v1.1.0');
  if (answer?.state !== 'found') throw new RangeError('not found');
  expect([...answer.version.dependencies]).toEqual([['example.test/other', 'v1.2.3']]);
  expect(answer.version.engines.get('go')).toBe('1.22');
  expect(answer.version.publishedAt).toBeLessThan(Date.parse('2026-11-30'));
});

it('asks the next proxy only where one does not know, and never says "absent" for a fault', async () => {
  expect(await proxy().versionsOf('example.test/none')).toEqual({ state: 'absent' });
  expect(await proxy('https://down.example.test').versionsOf('example.test/Big/mod')).toMatchObject({
    state: 'unreachable',
  });
  expect(await proxy(`${memoryAddress}empty,https://down.example.test`).versionsOf('example.test/none')).toMatchObject({
    state: 'unreachable',
  });
  expect(await proxy('direct,off').versionsOf('example.test/a')).toMatchObject({ state: 'unreachable' });
  const closed = createGoProxy({
    proxies: memoryAddress,
    mayAsk: () => false,
    credentials: new Map(),
    get: memoryGet(escaped),
  });
  expect(await closed.versionsOf('example.test/a')).toMatchObject({ state: 'unreachable' });
});

it('puts no path into an address that leads elsewhere, and asks the same question once', async () => {
  const asked: string[] = [];
  const once = proxy(memoryAddress, asked);
  for (const name of ['../etc', 'a//b', 'a/../b', 'a b', 'a?b', '', 'x'.repeat(400)]) {
    expect(await once.versionsOf(name), name).toEqual({ state: 'absent' });
  }
  expect(asked).toEqual([]);
  await once.versionsOf('example.test/none');
  await once.versionsOf('example.test/none');
  expect(asked).toHaveLength(1);
});

it('reads GOPROXY', () => {
  expect(goProxies('https://a.example.test|http://b.example.test/x/,direct,off,file:///x, ')).toEqual([
    'https://a.example.test/',
    'http://b.example.test/x/',
  ]);
});
