import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loopbackRegistry } from '../../testing/loopback-registry.ts';
import { httpGet } from '../http-get.ts';
import { createNpmRegistry, type NpmRegistryOptions } from './npm-registry.ts';
import { allowedNpmrc, readNpmrc } from './npmrc.ts';
import { readPackument } from './packument.ts';

const options = (defaultRegistry: string, more: Partial<NpmRegistryOptions> = {}): NpmRegistryOptions => ({
  npmrc: '',
  defaultRegistry,
  mayAsk: () => true,
  credentials: new Map(),
  get: httpGet,
  ...more,
});

const odd = createServer((request, answer) => {
  const { url } = request;
  if (url === '/leaves') answer.writeHead(302, { location: 'http://127.0.0.1:1/x' }).end();
  else if (url === '/broken') answer.writeHead(503).end();
  else if (url === '/page') answer.end('<html>sign in</html>');
  else if (url === '/large') answer.end('x'.repeat(5_000));
  else if (url === '/here') answer.writeHead(302, { location: '/there' }).end();
  else if (url === '/there')
    answer.end(JSON.stringify({ versions: { '1.0.0': {} }, seen: request.headers.authorization }));
  else if (url !== '/slow') answer.writeHead(404).end();
});
let base = '';
beforeAll(async () => {
  await new Promise<void>((done) => odd.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(odd.address() as AddressInfo).port}/`;
});
afterAll(() => {
  odd.close();
  odd.closeAllConnections();
});

it('asks once for each package and run, at the address that the scope is given', async () => {
  await using plain = await loopbackRegistry({ 'a@1.0.0': {}, 'a@1.1.0': { deprecated: 'old' } });
  await using scoped = await loopbackRegistry({ '@s/b@2.0.0': { dependencies: { a: '^1.0.0' } } });
  const registry = createNpmRegistry(options(plain.address, { npmrc: `@s:registry=${scoped.address}` }));
  const [first, again, other] = await Promise.all(['a', 'a', '@s/b'].map((name) => registry.versionsOf(name)));
  expect(first).toBe(again);
  expect(first?.state === 'found' && [...first.package.versions.keys()]).toEqual(['1.0.0', '1.1.0']);
  expect(other?.state === 'found' && other.package.versions.get('2.0.0')?.dependencies.get('a')).toBe('^1.0.0');
  expect([plain.asked, scoped.asked]).toEqual([['a'], ['@s/b']]);
});

it.each([
  ['broken', 'answered 503'],
  ['page', 'no package metadata'],
  ['leaves', 'redirects to another host'],
  ['large', 'larger than 1000 bytes'],
  ['slow', 'no answer within 0.2 s'],
])('never takes %s for an answer', async (name, reason) => {
  const registry = createNpmRegistry(options(base, { maxBytes: 1_000, timeoutMs: name === 'slow' ? 200 : 60_000 }));
  expect(await registry.versionsOf(name)).toMatchObject({
    state: 'unreachable',
    reason: expect.stringContaining(reason),
  });
});

it('tells a package that is not there from a registry that is not', async () => {
  expect(await createNpmRegistry(options(base)).versionsOf('none')).toEqual({ state: 'absent' });
  expect((await createNpmRegistry(options('http://127.0.0.1:1/')).versionsOf('none')).state).toBe('unreachable');
});

it('asks no address that is not allowed, and sends a credential to its own registry only', async () => {
  const sent: unknown[] = [];
  const get: NpmRegistryOptions['get'] = async ({ url, headers }) => {
    sent.push([new URL(url).host, headers['authorization']]);
    return { state: 'failed', reason: 'x' };
  };
  const npmrc = 'registry=http://inner.example.test/\n@s:registry=https://own.example.test/npm';
  const registry = createNpmRegistry(
    options(base, {
      npmrc,
      get,
      mayAsk: ({ host }) => host !== 'inner.example.test',
      credentials: new Map([['https://own.example.test/npm/', 'Bearer t']]),
    }),
  );
  expect(await registry.versionsOf('a')).toMatchObject({
    state: 'unreachable',
    reason: expect.stringContaining('not among'),
  });
  await registry.versionsOf('@s/a');
  expect(sent).toEqual([['own.example.test', 'Bearer t']]);
});

it('takes no name that would lead elsewhere', async () => {
  const registry = createNpmRegistry(options(base, { get: () => Promise.reject(new Error('asked')) }));
  for (const name of ['../x', '@s/../x', 'a/b', '.', '', 'a?b', 'a#b', '@s/', 'x'.repeat(300)]) {
    expect(await registry.versionsOf(name), name).toEqual({ state: 'absent' });
  }
});

it('keeps addresses of an .npmrc and nothing else', () => {
  const text = [
    'registry = https://user:pass@one.example.test/npm?x=1',
    '@s:registry="https://two.example.test"',
    '@t:registry=file:///etc',
    'registry-extra=https://three.example.test',
    '//one.example.test/:_authToken=secret',
    'git=./evil',
    `@u:registry=https://\${HOST}/`,
    '[section]',
    'registry=https://four.example.test/',
  ].join('\r\n');
  expect(readNpmrc(text).registry).toBe('https://one.example.test/npm/');
  expect(allowedNpmrc(text)).toBe('registry=https://one.example.test/npm/\n@s:registry=https://two.example.test/\n');
  expect(allowedNpmrc('git=./evil\n')).toBe('');
});

it('reads what it can of a packument and leaves out what it cannot', () => {
  const read = readPackument('a', {
    versions: {
      '1.0.0': {
        dependencies: { b: '1', c: '2', __proto__: null },
        optionalDependencies: { c: '2' },
        bundledDependencies: ['b', 3],
      },
      '1.0.1': 'no manifest',
      'not a version': {},
      '1.0.2': { bundleDependencies: true, dependencies: { b: '1' }, engines: ['node'], dist: { tarball: 7 } },
    },
    time: { '1.0.0': '2026-01-01T00:00:00Z', '0.9.0': '2025-01-01T00:00:00Z', created: 'x', '1.0.2': 'never' },
  });
  expect([...(read?.versions.keys() ?? [])]).toEqual(['1.0.0', '1.0.2']);
  const first = read?.versions.get('1.0.0');
  expect([...(first?.dependencies.keys() ?? [])]).toEqual(['b']);
  expect([...(first?.bundled ?? [])]).toEqual(['b']);
  expect(first?.publishedAt).toBe(Date.parse('2026-01-01T00:00:00Z'));
  expect(read?.versions.get('1.0.2')).not.toHaveProperty('publishedAt');
  expect([...(read?.versions.get('1.0.2')?.bundled ?? [])]).toEqual(['b']);
  expect([...(read?.yanked ?? [])]).toEqual(['0.9.0']);
  for (const each of [null, 1, 'x', [], {}, { versions: [] }]) expect(readPackument('a', each)).toBeUndefined();
});
