import { expect, test } from 'vitest';
import { inFolder, treePath } from './tree-path.ts';

test('a reference is resolved against the folder of the file', () => {
  expect(treePath('a/b/go.mod', '../c')).toBe('a/c');
  expect(treePath('go.mod', './api/')).toBe('api');
  expect(treePath('a/pom.xml', '..')).toBe('');
  expect(treePath('a/pom.xml', '..\\pom.xml')).toBe('pom.xml');
});

test('a reference that leaves the root or is absolute has no path', () => {
  for (const reference of ['../..', '../../x', '/etc/passwd', 'C:\\x', 'a\0b']) {
    expect(treePath('a/go.mod', reference)).toBeUndefined();
  }
});

test('names in the root have no prefix', () => {
  expect(inFolder('', 'go.sum')).toBe('go.sum');
  expect(inFolder('a/b', 'go.sum')).toBe('a/b/go.sum');
});
