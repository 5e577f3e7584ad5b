import { expect, it } from 'vitest';
import { tomlStrings } from './toml-strings.ts';

const text = `# "no value"
title = "x" # "none"
[project] # [a]
dependencies = [
  "a>=1", # "b"
  'c ; python_version < "3"',
]
[tool.poetry.dependencies]
d = "^1.0"
e = { version = "~2", extras = ["f"], nested = { g = "h" } }
i.version = "3"
"j.k" = 'l'
[tool.poetry.dependencies.m]
version = "4"
[[package]]
name = "n"
long = """
"o" = "p"
"""
escaped = "q\\"r"
last = "s"`;

it('finds every string with the path that leads to it, and nothing in comments', () => {
  const found = tomlStrings(text);
  expect(found.map(({ path, value }) => `${path.join('/')} ${value}`)).toEqual([
    'title x',
    'project/dependencies a>=1',
    'project/dependencies c ; python_version < "3"',
    'tool/poetry/dependencies/d ^1.0',
    'tool/poetry/dependencies/e/version ~2',
    'tool/poetry/dependencies/e/extras f',
    'tool/poetry/dependencies/e/nested/g h',
    'tool/poetry/dependencies/i/version 3',
    'tool/poetry/dependencies/j.k l',
    'tool/poetry/dependencies/m/version 4',
    'package/name n',
    'package/last s',
  ]);
  for (const { value, start, end } of found) expect(text.slice(start, end)).toBe(value);
});

it('ends on every text', () => {
  for (const each of ['', '[', '[[', 'a = "', "a = '''", 'a = [{', '}}]]', '= =', '"a" "b"']) {
    expect(Array.isArray(tomlStrings(each))).toBe(true);
  }
});
