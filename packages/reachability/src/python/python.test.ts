import { describe, expect, test } from 'vitest';
import { search, stateIn } from '../testing/memory-files.ts';
import { distributionsNamedAlike, importNames } from './import-names.data.ts';
import { importNamesOf } from './import-names.ts';

describe('what imports a package', () => {
  test.each([
    'import requests',
    'import os, requests.adapters as a',
    'from requests import get',
    'from requests.adapters import *',
    'from requests import (\n  get as g,\n  post,\n)',
    'try:\n  import requests\nexcept ImportError:\n  pass',
    'def f():\n  import requests',
    "importlib.import_module('requests.models')",
    "import_module(name='requests')\nimport requests",
    "__import__('requests')",
    "import_module(f'requests.{name}')",
    'if TYPE_CHECKING:\n  pass\nelse:\n  import requests',
  ])('%j', async (text) => {
    expect(await stateIn('a.py', text)).toBe('imported');
  });
});

describe('what does not', () => {
  test.each([
    '# import requests',
    '"""import requests"""',
    'import requests_mock',
    'from . import requests',
    'from .requests import x',
    "import_module('.requests', package='mine')",
    'requests = 1\nimport os',
    'import_module()',
    "import_module('')",
    "mock.patch('requests.get')",
    'from __future__ import annotations',
  ])('%j', async (text) => {
    expect(await stateIn('a.py', text)).toBe('not_imported');
  });
});

test.each([
  'import_module(name)',
  "__import__('a' + b)",
  "importlib.import_module(f'{x}.y')",
  "import_module(f're{x}')",
])('%s may mean any package', async (text) => {
  expect(await stateIn('a.py', text)).toBe('unknown');
});

test.each(['if TYPE_CHECKING:\n  import requests', 'if typing.TYPE_CHECKING:\n  from requests import Session'])(
  '%j is for types only',
  async (text) => {
    const { results } = await search({ 'a.py': text }, ['PyPI:requests']);
    expect(results.get('PyPI:requests')).toMatchObject({
      state: 'not_imported',
      locations: [{ line: 2, snippet: expect.stringMatching(/^type only: /) }],
    });
  },
);

describe('a distribution and its modules', () => {
  test.each([
    ['PyYAML', 'import yaml', 'imported'],
    ['beautifulsoup4', 'from bs4 import BeautifulSoup', 'imported'],
    ['Pillow', 'from PIL import Image', 'imported'],
    ['PyYAML', 'import json', 'not_imported'],
    ['google-cloud-storage', 'from google.cloud import storage', 'imported'],
    ['google-cloud-storage', 'import google.cloud.storage.blob', 'imported'],
    ['google-cloud-storage', 'from google.cloud import bigquery', 'not_imported'],
    ['some-unknown-thing', 'import some_unknown_thing', 'imported'],
    ['python-some-thing', 'import some_thing', 'imported'],
    ['some-thing', 'import some.thing', 'imported'],
    ['some-unknown-thing', 'import json', 'unknown'],
  ])('%s and %s: %s', async (name, text, state) => {
    expect(await stateIn('a.py', text, `PyPI:${name}`)).toBe(state);
  });

  test('an alias is taken as the module', async () => {
    const wanted = { key: 'k', ecosystem: 'PyPI', name: 'odd-name', alias: 'odd', direct: true };
    expect((await search({ 'a.py': 'import odd' }, [wanted])).results.get('k')?.state).toBe('imported');
    expect((await search({ 'a.py': 'import os' }, [wanted])).results.get('k')?.state).toBe('not_imported');
  });

  test('the table has at least 120 distributions, each once and normalised', () => {
    const alike = distributionsNamedAlike.split(' ');
    const all = [...importNames.map(([name]) => name), ...alike];
    expect(importNames.length).toBeGreaterThanOrEqual(120);
    expect(all.filter((name) => name !== name.toLowerCase().replace(/[-_.]+/g, '-'))).toEqual([]);
    expect(all.filter((name, place) => all.indexOf(name) !== place)).toEqual([]);
    expect(importNamesOf('Typing_Extensions')).toEqual({ modules: ['typing_extensions'], known: true });
  });
});
