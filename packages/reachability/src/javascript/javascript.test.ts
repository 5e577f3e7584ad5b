import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { search, stateIn } from '../testing/memory-files.ts';
import { scriptBlocks } from './script-blocks.ts';
import { packageOf } from './specifier.ts';

describe('what imports a package', () => {
  test.each([
    ['a.js', "import _ from 'lodash'"],
    ['a.js', 'import "lodash";'],
    ['a.mjs', "import * as _ from 'lodash/merge'"],
    ['a.mjs', "export { merge } from 'lodash'"],
    ['a.mjs', "export * from 'lodash/fp'"],
    ['a.cjs', "const _ = require('lodash')"],
    ['a.cjs', "const { a } = require( /* why */ 'lodash/a.js' ).b"],
    ['a.cjs', 'module.exports = require(`lodash`)'],
    ['a.cjs', "require.resolve('lodash')"],
    ['a.cjs', "require(('lodash'))"],
    ['a.js', 'import(/* webpackChunkName: "x" */ \'lodash\').then(x => x)'],
    ['a.js', "import.meta.resolve('lodash')"],
    ['a.js', "createRequire(import.meta.url)('lodash')"],
    ['a.js', "define(['lodash'], function (_) {})"],
    ['a.js', "define('mine', ['lodash'], function (_) {})"],
    ['a.js', "require(['lodash'], function (_) {})"],
    ['a.js', `require(\`lodash/\${name}\`)`],
    ['a.js', "require('lodash/' + name + '.js')"],
    ['a.jsx', "import _ from 'lodash'; const a = <b c='it is'>don't</b>"],
    ['a.ts', "import _ = require('lodash')"],
    ['a.ts', "import { type A, b } from 'lodash'"],
    ['a.ts', "import _, { type A } from 'lodash'"],
    ['a.mts', "const l = await import('lodash')"],
    ['a.cts', "f<Type>(require('lodash'))"],
    ['a.tsx', "import _ from 'lodash'; const a = <b<string>>x</b>"],
    ['a.vue', '<template><p>don\'t</p></template>\n<script setup lang="ts">\nimport _ from "lodash"\n</script>'],
    ['a.svelte', '<script>\nimport _ from "lodash"\n</script>\n<p/>'],
  ])('%s: %s', async (path, text) => {
    expect(await stateIn(path, text)).toBe('imported');
  });
});

describe('what does not', () => {
  test.each([
    ['a.js', "// import _ from 'lodash'"],
    ['a.js', "const name = 'lodash'"],
    ['a.js', "import _ from 'lodash-es'"],
    ['a.js', "import _ from './lodash'"],
    ['a.js', "jest.mock('lodash')"],
    ['a.js', "obj.require('lodash')"],
    ['a.js', "__webpack_require__('lodash')"],
    ['a.js', 'require()'],
    ['a.js', 'require(123)'],
    ['a.js', "define('lodash', 1)"],
    ['a.js', 'export const a = 1'],
    ['a.vue', '<template>import _ from "lodash"</template>'],
    ['a.vue', '<script '],
    ['a.js', 'x = "require("'],
    ['a.js', 'const a = import.meta.env'],
    ['a.js', "require('./a/' + name)"],
    ['a.js', `require(\`../\${a}\`)`],
    ['a.js', "require(__dirname + '/x')"],
    ['a.js', "require(path.join(__dirname, 'x'))"],
    ['a.js', "import(new URL('./x.js', import.meta.url))"],
  ])('%s: %s', async (path, text) => {
    expect(await stateIn(path, text)).toBe('not_imported');
  });
});

describe('types are erased: the place is listed, the use is not counted', () => {
  test.each([
    "import type _ from 'lodash'",
    "import { type A, type B } from 'lodash'",
    "export type { A } from 'lodash'",
    "export { type A } from 'lodash'",
    "import type _ = require('lodash')",
    "type A = typeof import('lodash')",
    "type A = import('lodash').B",
    "let a: import('lodash').B",
    "let a: Set<import('lodash').B>",
  ])('%s', async (text) => {
    const { results } = await search({ 'a.ts': text }, ['npm:lodash']);
    expect(results.get('npm:lodash')).toMatchObject({
      state: 'not_imported',
      locations: [{ file: 'a.ts', line: 1, snippet: expect.stringMatching(/^type only: /) }],
    });
  });

  test('a declaration file holds nothing but types', async () => {
    expect(await stateIn('a.d.ts', "import _ from 'lodash'")).toBe('not_imported');
  });
});

test.each([
  'require(name)',
  "import(name + '/x')",
  `import(\`\${name}\`)`,
  `import(\`lod\${name}\`)`,
  `import(\`@scope/\${name}\`)`,
  "require('lod' + 'ash')",
  String.raw`require('lod\u0061sh')`,
  'require(pick())',
  'require(())',
])('%s may mean any package', async (text) => {
  const { results, problems } = await search({ 'src/a.js': `\n${text}` }, ['npm:lodash']);
  expect(results.get('npm:lodash')?.state).toBe('unknown');
  expect(problems.map((each) => [each.code, each.message])).toEqual([
    ['reachability.computed_import', '1 places load or call what is computed, the first at src/a.js:2'],
  ]);
});

test('a scoped package is found by its whole name', async () => {
  const { results } = await search({ 'a.js': "import '@scope/a/b'" }, ['npm:@scope/a', 'npm:@scope/b']);
  expect([...results].map(([key, { state }]) => [key, state])).toEqual([
    ['npm:@scope/a', 'imported'],
    ['npm:@scope/b', 'not_imported'],
  ]);
});

test("a package with the name of one of Node's modules cannot be told by it", async () => {
  expect(await stateIn('a.js', "require('punycode')", 'npm:punycode')).toBe('unknown');
  expect(await stateIn('a.js', "require('punycode/')", 'npm:punycode')).toBe('imported');
});

test('an alias is looked for in the place of the name', async () => {
  const wanted = { key: 'k', ecosystem: 'npm', name: 'lodash', alias: 'lo', direct: true };
  const { results } = await search({ 'a.js': "import 'lo'" }, [wanted]);
  expect(results.get('k')?.state).toBe('imported');
});

test('file and line of every place are given, in components too', async () => {
  const vue =
    '<template>\n</template>\n<script>\nexport default {}\n</script>\n<script setup lang="ts">\n\nimport {\n  a\n} from "lodash"\n</script>';
  const { results } = await search({ 'a.vue': vue, 'b.js': "\n\nconst _ = require('lodash')" }, ['npm:lodash']);
  expect(results.get('npm:lodash')?.locations).toEqual([
    { file: 'a.vue', line: 8, snippet: 'import { a } from "lodash"' },
    { file: 'b.js', line: 3, snippet: "require('lodash')" },
  ]);
});

test('lines of blocks are counted from the file', () => {
  expect(scriptBlocks('a.vue', '\n<script lang=tsx>\n</script><script></script>')).toEqual([
    { language: 'Tsx', text: '\n', lineOffset: 1 },
    { language: 'JavaScript', text: '', lineOffset: 2 },
  ]);
  expect(scriptBlocks('a.constructor', 'x')).toEqual([{ language: 'JavaScript', text: 'x', lineOffset: 0 }]);
});

test.each([
  ['lodash', 'lodash'],
  ['lodash/fp', 'lodash'],
  ['@a/b', '@a/b'],
  ['@a/b/c/d', '@a/b'],
  ['@a', undefined],
  ['', undefined],
  ['./a', undefined],
  ['/a', undefined],
  ['#a', undefined],
  ['node:fs', undefined],
  ['https://a.test/b', undefined],
  ['x'.repeat(300), undefined],
])('%s names %s', (specifier, name) => {
  expect(packageOf(specifier)).toBe(name);
});

test('the first look never misses an import that the parser finds', async () => {
  const noise = fc.constantFrom(
    "don't ",
    '"',
    '`',
    '// x\n',
    '/* " */',
    '\n',
    'a = "b";\n',
    "'\\''",
    '${',
    `x\`\${y}\`;`,
  );
  const statement = fc.constantFrom(
    "import 'lodash';",
    "require('lodash');",
    `import(\`lodash/\${a}\`);`,
    "export * from 'lodash/x';",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(noise, { maxLength: 6 }), statement, async (before, code) => {
      expect(await stateIn('a.js', `${before.join('')}\n;${code}\n`)).not.toBe('not_imported');
    }),
    { numRuns: 150 },
  );
});
