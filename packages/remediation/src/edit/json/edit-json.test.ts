import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { editJson } from './edit-json.ts';

function edited(text: string, path: readonly string[], value: unknown): string {
  const result = editJson(text, [{ path, value }]);
  if (!result.ok) throw result.error;
  return result.value;
}

it('changes the value and not one other byte', () => {
  const text = '\uFEFF{\r\n\t"b" : 1,\r\n\t"dependencies": {"x":"^1.0.0" , "y":  "2"}\r\n}\r\n\r\n';
  expect(edited(text, ['dependencies', 'x'], '^1.0.4')).toBe(text.replace('^1.0.0', '^1.0.4'));
});

it('keeps every byte outside of the value, whatever the layout', () => {
  const indent = fc.constantFrom('  ', '    ', '\t', '');
  const name = fc.stringMatching(/^[a-z@/._-]{1,12}$/).filter((each) => each !== '__proto__');
  const entries = fc.dictionary(name, fc.string({ maxLength: 12 }), { minKeys: 1, noNullPrototype: true });
  const shape = fc.tuple(
    entries,
    indent,
    fc.constantFrom('\n', '\r\n'),
    fc.constantFrom('', '\n', '\n\n'),
    fc.boolean(),
    fc.nat(),
  );
  fc.assert(
    fc.property(shape, ([dependencies, space, eol, end, marked, at]) => {
      const names = Object.keys(dependencies);
      const key = names[at % names.length] ?? '';
      const write = (value: string) =>
        (marked ? '\uFEFF' : '') +
        JSON.stringify(
          { name: 'x', dependencies: { ...dependencies, [key]: value }, z: [1, { a: 2 }] },
          null,
          space,
        ).replaceAll('\n', eol) +
        end;
      expect(edited(write('@old@'), ['dependencies', key], '^1.2.3')).toBe(write('^1.2.3'));
    }),
  );
});

it('adds a rule in the indentation and the line ends of the file', () => {
  const text = '{\r\n\t"name": "x"\r\n}\r\n';
  expect(edited(text, ['overrides', 'a@^1.0.0', 'b'], '1.0.1')).toBe(
    '{\r\n\t"name": "x",\r\n\t"overrides": {\r\n\t\t"a@^1.0.0": {\r\n\t\t\t"b": "1.0.1"\r\n\t\t}\r\n\t}\r\n}\r\n',
  );
});

it('refuses a manifest in which the edit would not hold', () => {
  const twice = editJson('{"dependencies":{"x":"1","x":"2"}}', [{ path: ['dependencies', 'x'], value: '3' }]);
  expect(!twice.ok && twice.error.code).toBe('remediation.edit_refused');
  for (const text of ['', '[]', 'null', '{', '{"a":1,}', '// x\n{}']) {
    expect(editJson(text, [{ path: ['a'], value: 1 }]).ok, text).toBe(false);
  }
});
