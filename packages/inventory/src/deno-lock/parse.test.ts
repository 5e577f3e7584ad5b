import { unwrap } from '@maximus/kernel';
import { expect, test } from 'vitest';
import { memoryFiles } from '../testing/memory-files.ts';
import { denoLock } from './index.ts';
import { version3, version5 } from './samples.ts';

const run = (text: string) => denoLock.parse({ path: 'deno.lock', text, files: memoryFiles({}) });
const read = async (text: string) => unwrap(await run(text));
const lock = (fields: object) => JSON.stringify({ version: '5', ...fields }, null, 2);

test('npm and JSR packages are components with version, line and digest', async () => {
  const parsed = await read(version5);
  expect(parsed.components.map(({ key, line }) => `${key} ${line}`)).toEqual([
    'jsr:@std/assert@1.0.13 12',
    'jsr:@std/internal@1.0.10 19',
    'npm:chokidar@3.5.3 24',
    'npm:dom@18.2.0_react@18.3.1 34',
    'npm:fsevents@2.3.3 40',
    'npm:match@6.3.0 44',
    'npm:react@18.3.1 47',
    'npm:wide@4.2.3 50',
    'npm:wide@5.1.2 53',
  ]);
  expect(parsed.components[3]).toMatchObject({
    ecosystem: 'npm',
    name: 'dom',
    version: '18.2.0',
    purl: 'pkg:npm/dom@18.2.0',
    integrity: 'sha512-bb==',
    scope: 'unknown',
  });
  expect(parsed.components[0]).toMatchObject({ ecosystem: 'JSR', name: '@std/assert', version: '1.0.13' });
});

test('direct is what the manifests ask for and what no JSR package asks for', async () => {
  const parsed = await read(version5);
  expect(parsed.roots).toEqual([
    'jsr:@std/assert@1.0.13',
    'npm:chokidar@3.5.3',
    'npm:dom@18.2.0_react@18.3.1',
    'npm:match@6.3.0',
    'npm:react@18.3.1',
  ]);
  expect(parsed.components.find(({ name }) => name === 'match')?.requested).toBe('^6.3.0');
});

test('edges follow ids, single names, aliases and specifiers', async () => {
  const parsed = await read(version5);
  const edges = (name: string) => parsed.components.find((each) => each.name === name)?.dependsOn;
  expect(edges('chokidar')).toEqual([{ to: 'npm:wide@5.1.2' }, { to: 'npm:wide@4.2.3' }, { to: 'npm:fsevents@2.3.3' }]);
  expect(edges('dom')).toEqual([{ to: 'npm:react@18.3.1' }]);
  expect(edges('@std/assert')).toEqual([
    { to: 'jsr:@std/internal@1.0.10' },
    { to: 'npm:match@6.3.0', requested: '^6.3.0' },
  ]);
});

test('modules imported by address are one problem with their number', async () => {
  expect((await read(version5)).problems).toMatchObject([
    { error: { code: 'inventory.type_uncovered', details: { file: 'deno.lock', line: 57 } } },
  ]);
});

test('version 3 keeps packages in a table of their own', async () => {
  const parsed = await read(version3);
  expect(parsed.components.map(({ key }) => key)).toEqual(['jsr:@std/path@1.0.0', 'npm:left@1.3.0', 'npm:right@2.0.0']);
  expect(parsed.roots).toEqual(['jsr:@std/path@1.0.0', 'npm:left@1.3.0']);
  expect(parsed.components[1]?.dependsOn).toEqual([{ to: 'npm:right@2.0.0' }]);
  expect(parsed.problems).toEqual([]);
});

test('a package that a folder stands in for names the rule', async () => {
  const parsed = await read(lock({ npm: { 'a@1.0.0': {} }, workspace: { links: { 'npm:a@1.0.0': {} } } }));
  expect(parsed.components[0]?.override).toBe('links');
});

test('entries, edges and fields of another shape do no harm', async () => {
  const parsed = await read(
    lock({
      specifiers: { odd: '1', 'npm:a': 7, 'npm:gone@1': '1.0.0' },
      npm: {
        a: {},
        '@1.0.0': {},
        'b@_x@1': {},
        'c@1.0.0': [],
        ['__proto__@1.0.0']: { integrity: 7, dependencies: ['gone', 7], optionalPeers: ['also-gone'] },
      },
      jsr: [],
      workspace: { dependencies: 'x', members: { a: 1 } },
    }),
  );
  expect(parsed.components.map(({ name }) => name)).toEqual(['__proto__']);
  expect(parsed.problems.map(({ error, count }) => [error.code, count])).toEqual([
    ['inventory.malformed', undefined],
    ['inventory.malformed', 4],
    ['inventory.malformed', 2],
    ['inventory.malformed', 1],
  ]);
});

test('another version or another document fails', async () => {
  const code = async (text: string) => {
    const result = await run(text);
    return result.ok ? undefined : [result.error.code, result.error.details.line];
  };
  expect(await code('{"version":"2"}')).toEqual(['inventory.unsupported_version', 1]);
  expect(await code('{}')).toEqual(['inventory.unsupported_version', 1]);
  expect(await code('[]')).toEqual(['inventory.malformed', 1]);
  expect((await code(version5.slice(0, 300)))?.[0]).toBe('inventory.malformed');
});
