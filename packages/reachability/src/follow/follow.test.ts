import { describe, expect, test } from 'vitest';
import { search } from '../testing/memory-files.ts';
import type { WantedPackage } from '../types.ts';

type Files = Readonly<Record<string, string>>;

async function verdict(files: Files, wanted: Partial<WantedPackage> & { readonly name: string }) {
  const ecosystem = Object.keys(files).some((path) => path.endsWith('.py')) ? 'PyPI' : 'npm';
  const { results } = await search(files, [{ key: 'k', ecosystem, direct: true, ...wanted }]);
  const found = results.get('k');
  return [found?.state, found?.verdict, found?.locations[0]?.line];
}

const ofLodash = (text: string, more: Files = {}) =>
  verdict({ 'a.ts': text, ...more }, { name: 'lodash', symbols: ['template'] });
const ofYaml = (text: string, more: Files = {}) =>
  verdict({ 'a.py': text, ...more }, { name: 'pyyaml', symbols: ['load', 'Loader.get_data'] });

describe('scripts', () => {
  test.each([
    ["import _ from 'lodash';\nexport const f = () => _.template('x')", 2],
    ["import { template as t } from 'lodash';\nexport const f = t('x')", 2],
    ["const _ = require('lodash');\nconst { template: { length } , ...rest } = _;\nrest.template('x')", 3],
    ["const l = { ['x']: 1, _: require('lodash') };\nl._.template('x')", 2],
    ["let t;\nt = require('lodash').template || null;\nt('x')", 3],
    ["const f = ({ template } = require('lodash')) => {\ntemplate('x') }", 2],
    ["import _ from 'lodash';\nclass A extends _.template {}", 2],
    ["import _ from 'lodash';\n(_ as any)!['template']('x')", 2],
    ["import _ from 'lodash';\n_.template.call(null, 'x')", 2],
    ["import _ from 'lodash';\nclass A { #l = _; f() {\nreturn this.#l.template('x') } }", 3],
    ["import _ from 'lodash';\nvar o = {}; o.l = _;\no.l.template('x')", 3],
    ["import _ = require('lodash');\n_.template('x')", 2],
    ["module.require('lodash')\n.template('x')", 1],
  ])('%s is reachable', async (text, line) => {
    expect(await ofLodash(text)).toEqual(['reachable', 'reachable', line]);
  });

  test.each([
    "import _ from 'lodash'; export default _;",
    "import _ from 'lodash'; use(_);",
    "import _ from 'lodash'; const { [name]: f } = _;",
    "import _ from 'lodash'; const [a] = _;",
    "import _ from 'lodash'; window.lodash = _;",
    "export * as lodash from 'lodash';",
    "import { template } from 'lodash'; export { template as 'x y' };",
    "define(['lodash'], (l) => l.template('x'));",
    "import('lodash').then(use);",
    "import _ from 'lodash'; new Function('_', body)(_);",
    "import _ from 'lodash'; vm.runInNewContext(text);",
    "import _ from 'lodash'; for (const key in _) _[key]();",
  ])('%s is not decidable', async (text) => {
    expect((await ofLodash(text))[1]).toBe('not_decidable');
  });

  test.each([
    "import _ from 'lodash'; export const f = () => _.map([], String);",
    "import { template } from 'lodash'; catchAll((template) => template('x')); function f() { const template = g(); template() }",
    "import type { template } from 'lodash'; import { map } from 'lodash'; map([]);",
    "import _ from 'lodash'; let t: typeof _; typeof _; if (_) f();",
    "import { map } from 'lodash'; try { map() } catch (template) { template() }",
  ])('%s is not called', async (text) => {
    expect((await ofLodash(text)).slice(0, 2)).toEqual(['imported', 'unreachable']);
  });

  test('a name that another file hands on is followed, through folders, endings and prefixes', async () => {
    for (const [specifier, path] of [
      ['./lib', 'lib/index.ts'],
      ['./lib/tools.js', 'lib/tools.ts'],
      ['@/lib/tools', 'lib/tools.ts'],
      ['.', 'index.js'],
    ] as const) {
      const more = { [path]: "export { template as shape } from 'lodash'" };
      expect((await ofLodash(`import { shape } from '${specifier}';\nshape('x')`, more)).slice(0, 2)).toEqual([
        'reachable',
        'reachable',
      ]);
    }
  });

  test('files that hand each other on in a circle come to an end', async () => {
    const more = {
      'b.ts': "export * from './c'; export * from 'lodash'",
      'c.ts': "export * from './b'; export * from './a'",
    };
    expect((await ofLodash("export * from './b';\nimport { template } from './c'; template()", more))[1]).toBe(
      'reachable',
    );
  });

  test('a chain of thousands of names and a thousand brackets are followed or given up, never overflowed', async () => {
    const names = Array.from({ length: 3000 }, (_, at) => `const a${at + 1} = a${at};`).join('\n');
    expect((await ofLodash(`const a0 = require('lodash');\n${names}\na3000.template('x')`))[1]).toBe('reachable');
    const deep = `${'('.repeat(2000)}require('lodash')${')'.repeat(2000)}.template('x')`;
    expect((await ofLodash(deep))[1]).not.toBe('unreachable');
  });

  test('only tests call it, or other packages want it too', async () => {
    const text = "import _ from 'lodash'; _.map([])";
    const tests = { 'test/a.test.ts': "import _ from 'lodash'; _.template('x')" };
    expect((await ofLodash(text, tests)).slice(0, 2)).toEqual(['imported', 'unreachable']);
    const wanted = { name: 'lodash', symbols: ['template'], required: true };
    expect((await verdict({ 'a.ts': text }, wanted))[1]).toBe('not_decidable');
    expect((await verdict({ 'a.ts': 'f()' }, wanted)).slice(0, 2)).toEqual(['not_imported', 'not_decidable']);
  });
});

describe('Python', () => {
  test.each([
    ['import yaml\nyaml.load(x)', 2],
    ['import yaml\ndef f(codec=yaml):\n  return codec.load(x)', 3],
    ['import yaml\na, b = 1, yaml\nb.load(x)', 3],
    ['import yaml\nif (y := yaml):\n  y.load(x)', 3],
    ['import yaml\nwith yaml.load(x) as y: pass', 2],
    ['def setup():\n  global yaml\n  import yaml\ndef f(): return yaml.load(x)', 4],
    ['import yaml\nclass A:\n  codec = yaml\n  def f(self): return self.codec.load(x)', 4],
    ['import yaml\n@yaml.load\ndef f(): pass', 2],
    ['import yaml\nclass A(yaml.load): pass', 2],
    ['import yaml\nf(yaml.Loader())\nthing.get_data()', 3],
  ])('%s is reachable', async (text, line) => {
    expect(await ofYaml(text)).toEqual(['reachable', 'reachable', line]);
  });

  test.each([
    'import yaml\nf(yaml)',
    'import yaml\ngetattr(yaml, name)(x)',
    'import yaml\nyaml.__dict__[name](x)',
    'import yaml\nreturn_([yaml])',
    'import yaml\neval(text)',
    'import yaml\nglobals()[name]()',
    'import yaml\na.b = yaml',
  ])('%s is not decidable', async (text) => {
    expect((await ofYaml(text))[1]).toBe('not_decidable');
  });

  test.each([
    'import yaml\nyaml.dump(x)\nglobals()["a"] = 1\neval("1")',
    'import yaml\ndef f(x: yaml.Loader): pass\n[load for load in x]\nlambda load: load()',
    'from yaml import load\ndef f():\n  for load in x: load()',
    'import yaml\ntry: pass\nexcept yaml.YAMLError as e: print(e)',
    'import yaml\nf(load=1)\nx.load()\nmatch x:\n  case yaml.Node: pass',
  ])('%s is not called', async (text) => {
    expect((await ofYaml(text)).slice(0, 2)).toEqual(['imported', 'unreachable']);
  });

  test('modules hand on what they import, under every spelling of their name', async () => {
    const more = { 'app/codec.py': 'import yaml\nfrom yaml import load as parse', 'app/__init__.py': '' };
    for (const text of [
      'from app.codec import parse\nparse(x)',
      'from app import codec\ncodec.parse(x)',
      'import app.codec\napp.codec.yaml.load(x)',
      'import app.codec as c\nc.parse(x)',
      'from app.codec import *\nparse(x)',
    ]) {
      expect((await ofYaml(text, more))[1]).toBe('reachable');
    }
    const inside = { ...more, 'app/main.py': 'from .codec import parse\nparse(x)' };
    expect((await ofYaml('x', inside))[1]).toBe('reachable');
    expect((await ofYaml('from app.codec import other', more))[1]).toBe('unreachable');
  });
});
