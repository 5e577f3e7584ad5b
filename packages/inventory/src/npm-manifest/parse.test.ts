import { expect, it } from 'vitest';
import { memoryFiles } from '../testing/memory-files.ts';
import { parse } from './parse.ts';
import { samples } from './samples.ts';

const read = (text: string) => parse({ path: 'package.json', text, files: memoryFiles({}) });

it('gives what is asked for, without versions, and says that they are not known', async () => {
  const result = await read(samples['package.json']!);
  const file = result.ok ? result.value : undefined;
  expect(
    file?.components.map(({ name, scope, requested, line, purl }) => [name, scope, requested, line, purl]),
  ).toEqual([
    ['tool', 'dev', '~2.0.0', 4, 'pkg:npm/tool'],
    ['left', 'prod', '^1.0.0', 7, 'pkg:npm/left'],
    ['@s/real', 'prod', 'npm:@s/real@^2', 8, 'pkg:npm/%40s/real'],
    [
      'maybe',
      'optional',
      'git+https://host.example.test/o/maybe.git#v1',
      12,
      'pkg:npm/maybe?vcs_url=git%2Bhttps:%2F%2Fhost.example.test%2Fo%2Fmaybe.git%40v1',
    ],
    ['host', 'peer', '*', 15, 'pkg:npm/host'],
  ]);
  expect(file?.problems).toMatchObject([{ error: { code: 'inventory.unresolved' }, count: 5 }]);
});

it('finds nothing wrong with a manifest that asks for nothing', async () => {
  expect(await read('{"name":"x"}')).toEqual({ ok: true, value: { components: [], roots: [], problems: [] } });
});

it.each(['[]', '{', ''])('refuses %j with file and line', async (text) => {
  expect(await read(text)).toMatchObject({ ok: false, error: { details: { file: 'package.json', line: 1 } } });
});
