import { frozenClock } from '@maximus/kernel';
import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../testing/memory-files.ts';
import { codeRules } from './code-rules.data.ts';
import { rewriteByRule } from './rewrite-by-rule.ts';

const subjects = {
  'pyyaml-safe-load': { ecosystem: 'PyPI', name: 'PyYAML', flaws: [['CVE-2020-14343']] },
  'ruamel-yaml-safe-load': { ecosystem: 'PyPI', name: 'ruamel.yaml', flaws: [['CVE-2019-20478']] },
  'js-yaml-safe-load': { ecosystem: 'npm', name: 'js-yaml', flaws: [['ghsa-8j8c-7jfh-h6hx']] },
  'node-serialize-json': { ecosystem: 'npm', name: 'node-serialize', flaws: [['CVE-2017-5941']] },
} as const;
type RuleId = keyof typeof subjects;

function rewrite(rule: RuleId, files: Readonly<Record<string, string | undefined>>) {
  return rewriteByRule({ ...subjects[rule], files: memoryFiles(files), clock: frozenClock(0) });
}

it('has a fixture for every rule', () => {
  expect(codeRules.map(({ id }) => id).sort()).toEqual(Object.keys(subjects).sort());
});

/** rule, file, before, after */
const taken: readonly (readonly [RuleId, string, string, string])[] = [
  [
    'pyyaml-safe-load',
    'a.py',
    'import yaml\r\n\r\n# é 😀 keep\tme\r\ndef f(s):\r\n\tx = yaml.load(s)   # why\r\n\treturn x\r\n',
    'import yaml\r\n\r\n# é 😀 keep\tme\r\ndef f(s):\r\n\tx = yaml.safe_load(s)   # why\r\n\treturn x\r\n',
  ],
  [
    'pyyaml-safe-load',
    'a.py',
    'import os, yaml as y\nfor d in y.load_all(\n    open("x"),\n    Loader=y.FullLoader,\n):\n  print(d)\nprint(y.full_load("a"))',
    'import os, yaml as y\nfor d in y.safe_load_all(\n    open("x"),\n):\n  print(d)\nprint(y.safe_load("a"))',
  ],
  [
    'pyyaml-safe-load',
    'a.py',
    'import yaml\nprint(yaml.load(yaml.load("a", yaml.CLoader), Loader=yaml.UnsafeLoader))\n',
    'import yaml\nprint(yaml.safe_load(yaml.safe_load("a")))\n',
  ],
  [
    'ruamel-yaml-safe-load',
    'a.py',
    'import ruamel.yaml\nruamel.yaml.load("a", Loader=ruamel.yaml.Loader)\n',
    'import ruamel.yaml\nruamel.yaml.safe_load("a")\n',
  ],
  [
    'ruamel-yaml-safe-load',
    'a.py',
    'from ruamel import yaml\nyaml.load("a")\n',
    'from ruamel import yaml\nyaml.safe_load("a")\n',
  ],
  [
    'js-yaml-safe-load',
    'a.ts',
    "import * as yaml from 'js-yaml';\nexport const a = (t: string) => yaml.load(t) as object;\nyaml.loadAll('b');\n",
    "import * as yaml from 'js-yaml';\nexport const a = (t: string) => yaml.safeLoad(t) as object;\nyaml.safeLoadAll('b');\n",
  ],
  [
    'js-yaml-safe-load',
    'a.mjs',
    'import yaml from "js-yaml"\nconsole.log(yaml.load("😀"), yaml.load("b"))\n',
    'import yaml from "js-yaml"\nconsole.log(yaml.safeLoad("😀"), yaml.safeLoad("b"))\n',
  ],
  [
    'node-serialize-json',
    'a.js',
    "const s = require('node-serialize');\nmodule.exports = (t) => s.unserialize( t );\nmodule.exports.w = (v) => s.serialize(v);\n",
    "const s = require('node-serialize');\nmodule.exports = (t) => JSON.parse( t );\nmodule.exports.w = (v) => s.serialize(v);\n",
  ],
];

describe('a rule rewrites the calls and nothing else', () => {
  it.each(taken)('%s in %s', async (rule, file, before, after) => {
    expect(await rewrite(rule, { [file]: before, 'other.txt': 'yaml' })).toMatchObject({
      state: 'rewritten',
      rule,
      files: [{ file, before, after }],
    });
  });
});

/** rule, file, text */
const left: readonly (readonly [RuleId, string, string])[] = [
  ['pyyaml-safe-load', 'a.py', 'from yaml import load\nload("a")\n'],
  ['pyyaml-safe-load', 'a.py', 'import yaml\nclass Mine(yaml.Loader): pass\nyaml.load("a", Loader=Mine)\n'],
  ['pyyaml-safe-load', 'a.py', 'import yaml\nyaml.load(*args)\n'],
  ['pyyaml-safe-load', 'a.py', 'import yaml\nyaml.load("a")\nyaml = other()\nyaml.load("b")\n'],
  ['pyyaml-safe-load', 'a.py', 'import yaml\nyaml.load("a")\nfor f in [yaml.load]: f("b")\n'],
  ['pyyaml-safe-load', 'a.py', 'import yaml\nyaml.load("a")\ngetattr(yaml, name)("b")\n'],
  ['pyyaml-safe-load', 'a.py', 'import yaml\nyaml.load("a",  # plain\n  Loader=yaml.Loader)\n'],
  ['js-yaml-safe-load', 'a.js', "const { load } = require('js-yaml');\nload('a');\n"],
  ['js-yaml-safe-load', 'a.js', "const yaml = require('js-yaml');\nyaml.load('a', { schema: mine });\n"],
  [
    'js-yaml-safe-load',
    'a.js',
    "const yaml = require('js-yaml');\nyaml.load('a');\nfunction f(yaml) { yaml.load('b'); }\n",
  ],
  [
    'js-yaml-safe-load',
    'a.js',
    "const yaml = require('js-yaml');\nyaml.load('a');\nconst g = ({ yaml }) => yaml.load('b');\n",
  ],
  ['node-serialize-json', 'a.js', "const s = require('node-serialize');\ns.unserialize(...all);\n"],
];

describe('where a place is left that it does not understand, nothing is proposed', () => {
  it.each(left)('%s in %s: %j', async (rule, file, text) => {
    const answer = await rewrite(rule, { [file]: text });
    expect(answer.state).toBe('incomplete');
    expect(answer).toMatchObject({ reason: expect.stringMatching(/.+/) });
  });

  it('names the places that are left', async () => {
    const answer = await rewrite('pyyaml-safe-load', {
      'a.py': 'import yaml\nyaml.load("a")\n',
      'b.py': 'import yaml\n\nyaml.load("a", Loader=mine())\n',
    });
    expect(answer).toMatchObject({ state: 'incomplete', places: ['b.py:3'] });
  });
});

it('has nothing to do where the flawed code is not used', async () => {
  expect(await rewrite('pyyaml-safe-load', { 'a.py': 'import yaml\nyaml.safe_load("a")\n' })).toMatchObject({
    state: 'nothing-to-do',
  });
  expect(await rewrite('node-serialize-json', { 'a.js': 'import "node:fs";\n' })).toMatchObject({
    state: 'nothing-to-do',
  });
});

it('does not decide where the source cannot be read', async () => {
  expect(await rewrite('pyyaml-safe-load', { 'a.py': undefined })).toMatchObject({ state: 'incomplete' });
});

it('has no rule for another flaw of the package, nor where one of several flaws has none', async () => {
  const files = memoryFiles({ 'a.py': 'import yaml\nyaml.load("a")\n' });
  const about = { ecosystem: 'PyPI', name: 'pyyaml', files, clock: frozenClock(0) };
  expect(await rewriteByRule({ ...about, flaws: [['CVE-1']] })).toEqual({ state: 'no-rule' });
  expect(await rewriteByRule({ ...about, flaws: [['CVE-2020-1747'], ['CVE-1']] })).toEqual({ state: 'no-rule' });
  expect(await rewriteByRule({ ...about, name: 'other', flaws: [['CVE-2020-1747']] })).toEqual({ state: 'no-rule' });
  expect((await rewriteByRule({ ...about, flaws: [['CVE-2020-1747'], ['CVE-2017-18342']] })).state).toBe('rewritten');
});
