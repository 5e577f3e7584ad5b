import { unwrap } from '@maximus/kernel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attribute, child, children, readXml, textOf } from './index.ts';

const read = (text: string) => unwrap(readXml('a.xml', text));
const failure = (text: string) => {
  const result = readXml('a.xml', text);
  return result.ok ? undefined : [result.error.code.slice('inventory.'.length), result.error.details.line];
};

test('elements have local names, attributes, text and lines', () => {
  const root = read(`<?xml version="1.0"?>
<!-- a <comment> -->
<p:project xmlns:p="urn:x" p:id='1 &lt; 2'>
  <name> a &amp; b&#33;&#x21; </name><empty/>
  <name><![CDATA[<raw> &amp;]]></name>
</p:project>
<?end?>
`);
  expect(root).toMatchObject({ name: 'project', line: 3 });
  expect([...root.attributes]).toEqual([['id', '1 < 2']]);
  expect(textOf(root, 'name')).toBe('a & b!!');
  expect(children(root, 'name').map(({ text, line }) => [text.trim(), line])).toEqual([
    ['a & b!!', 4],
    ['<raw> &amp;', 5],
  ]);
  expect(textOf(root, 'empty')).toBeUndefined();
  expect(child(root, 'gone')).toBeUndefined();
  expect(children(undefined, 'x')).toEqual([]);
  expect(attribute(root, 'id')).toBe('1 < 2');
  expect(attribute(root, 'gone')).toBeUndefined();
});

test('a value in numbers stays a text', () => {
  expect(textOf(read('<a><version>1.0</version></a>'), 'version')).toBe('1.0');
});

test('what is not well-formed is refused with its line', () => {
  expect(failure('<a>\n<b></a>')).toEqual(['malformed', 2]);
  expect(failure('<a>\n<b>')).toEqual(['malformed', 2]);
  expect(failure('<a/>\n<b/>')).toEqual(['malformed', 2]);
  expect(failure('</a>')).toEqual(['malformed', 1]);
  expect(failure('')).toEqual(['malformed', 1]);
  expect(failure('text')).toEqual(['malformed', 1]);
  expect(failure('<a>\n\n&bomb;</a>')).toEqual(['malformed', 1]);
  for (const bad of ['<a x=1/>', '<a x/>', '<a x="1"y="2"/>', '<a x="<"/>', '<a x="&z;"/>', '<a', '<1/>', '<a/ >']) {
    expect(failure(bad), bad).toEqual(['malformed', 1]);
  }
  for (const bad of ['<!-- ', '<?x', '<a><![CDATA[', '<![CDATA[x]]>', '<a x="', '<a>&#0;</a>', '<a>&#x110000;</a>']) {
    expect(failure(bad), bad).toEqual(['malformed', 1]);
  }
});

test('a document type is refused, so a file brings no entities', () => {
  expect(failure('<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "c">]>\n<a>&b;</a>')).toEqual(['malformed', 2]);
});

test('nesting and the number of elements are bounded', () => {
  expect(failure(`<a>${'\n<b>'.repeat(100)}`)).toEqual(['too_deep', 65]);
});

test('names like __proto__ are names', () => {
  expect(textOf(read('<a><__proto__>x</__proto__></a>'), '__proto__')).toBe('x');
});

test('no text throws, and every line is inside it', () => {
  const piece = fc.constantFrom(
    '<a>',
    '</a>',
    '<b/>',
    '\n',
    '&amp;',
    '<!--',
    '-->',
    ' x="1"',
    '<![CDATA[',
    ']]>',
    '<',
    '>',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece).map((all) => all.join('')),
        fc.string({ unit: 'binary' }),
      ),
      (text) => {
        const result = readXml('a.xml', text);
        const line = result.ok ? result.value.line : (result.error.details.line ?? 0);
        expect(line).toBeGreaterThan(0);
        expect(line).toBeLessThanOrEqual(text.split('\n').length);
      },
    ),
  );
});
