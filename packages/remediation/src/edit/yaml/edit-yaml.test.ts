import { expect, it } from 'vitest';
import { editYaml } from './edit-yaml.ts';

function edited(text: string, path: [string, ...string[]], value: string): string {
  const result = editYaml(text, [{ path, value }]);
  if (!result.ok) throw result.error;
  return result.value;
}

it('changes a value in its own quotes and not one other byte', () => {
  const text = '# ours\r\ncatalog:   # shared\r\n  "a":  "^1.0.0"   # why\r\n  b: ^2.0.0\r\n\r\npackages: [x]\r\n';
  expect(edited(text, ['catalog', 'a'], '^1.0.4')).toBe(text.replace('^1.0.0', '^1.0.4'));
  expect(edited(text, ['catalog', 'b'], '^2.0.1')).toBe(text.replace('^2.0.0', '^2.0.1'));
});

it('adds an entry behind the others of its mapping', () => {
  const text = 'overrides:\n    a: 1.0.0\n    # last\n\npackages:\n  - x\n';
  expect(edited(text, ['overrides', 'b@^1>c'], '2.0.0')).toBe(
    'overrides:\n    a: 1.0.0\n    b@^1>c: 2.0.0\n    # last\n\npackages:\n  - x\n',
  );
});

it('adds a mapping at the end, and begins a file', () => {
  const added = "overrides:\n  '@s/a>b': 1.0.1\n";
  expect(edited('packages:\n  - a/*\n', ['overrides', '@s/a>b'], '1.0.1')).toBe(`packages:\n  - a/*\n\n${added}`);
  expect(edited('packages:\n  - a/*', ['overrides', '@s/a>b'], '1.0.1')).toBe(`packages:\n  - a/*\n\n${added}`);
  expect(edited('', ['overrides', '@s/a>b'], '1.0.1')).toBe(added);
});

it('takes out an entry, and the mapping that it leaves empty', () => {
  const without = (text: string, path: [string, ...string[]]) => {
    const result = editYaml(text, [{ path, value: undefined }]);
    if (!result.ok) throw result.error;
    return result.value;
  };
  const text = 'packages:\n  - a\noverrides:\n  a: 1.0.0 # why\n  "b>c": 2.0.0\nlast: 1\n';
  expect(without(text, ['overrides', 'b>c'])).toBe(text.replace('  "b>c": 2.0.0\n', ''));
  const one = 'packages:\n  - a\noverrides:\n  a: 1.0.0\nlast: 1\n';
  expect(without(one, ['overrides', 'a'])).toBe('packages:\n  - a\nlast: 1\n');
  expect(editYaml(one, [{ path: ['overrides', 'x'], value: undefined }]).ok).toBe(false);
});

it('refuses what it could not change in place', () => {
  for (const text of [
    '- a\n',
    'overrides: {a: 1.0.0}\n',
    'overrides: [1]\n',
    'a: &x 1\noverrides: *x\n',
    ': [',
    'x\n',
  ]) {
    const result = editYaml(text, [{ path: ['overrides', 'b'], value: '1.0.0' }]);
    expect(!result.ok && result.error.code, text).toBe('remediation.edit_refused');
  }
});
