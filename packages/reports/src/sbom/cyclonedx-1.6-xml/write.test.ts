import { attribute, child, children, readXml, textOf } from '@maximus/inventory';
import { unwrap } from '@maximus/kernel';
import { expect, it } from 'vitest';
import { hostileTexts } from '../../testing/sample-report.ts';
import { sampleComponent, sampleSbom } from '../../testing/sample-sbom.ts';
import { write as writeJson } from '../cyclonedx-1.6-json/write.ts';
import { write } from './write.ts';

const now = Date.parse('2026-08-17T13:14:15Z');
const read = (parts = {}) => unwrap(readXml('bom.xml', write(sampleSbom(parts), { now })));

it('says what the JSON form says', () => {
  const json = JSON.parse(writeJson(sampleSbom({ version: '2.0' }), { now }));
  const bom = read({ version: '2.0' });
  const components = children(child(bom, 'components'), 'component');
  expect(components.map((each) => [attribute(each, 'bom-ref'), textOf(each, 'name'), textOf(each, 'scope')])).toEqual(
    json.components.map((each: Record<string, string>) => [each['bom-ref'], each['name'], each['scope']]),
  );
  const edges = children(child(bom, 'dependencies'), 'dependency');
  expect(
    edges.map((each) => ({
      ref: attribute(each, 'ref'),
      dependsOn: children(each, 'dependency').map((to) => attribute(to, 'ref')),
    })),
  ).toEqual(json.dependencies);
  expect(textOf(child(child(bom, 'compositions'), 'composition'), 'aggregate')).toBe('complete');
});

it('keeps the order of elements that the schema wants', () => {
  const [component] = children(child(read(), 'components'), 'component').slice(1);
  expect(component?.children.map(({ name }) => name)).toEqual([
    ...['name', 'version', 'scope', 'hashes', 'licenses', 'purl', 'properties', 'evidence'],
  ]);
});

it('is incomplete when something could not be read', () => {
  const bom = read({ problems: [{ file: 'x.lock', message: 'broken' }] });
  expect(textOf(child(child(bom, 'compositions'), 'composition'), 'aggregate')).toBe('incomplete');
  expect(write(sampleSbom({ problems: [{ file: 'x.lock', message: 'broken' }] }), { now })).toContain('x.lock: broken');
});

it('takes every hostile text as data', () => {
  for (const text of hostileTexts) {
    const bom = read({ name: text, components: [sampleComponent('x', { name: text, file: text, licences: [text] })] });
    expect(children(child(bom, 'components'), 'component')).toHaveLength(1);
  }
});
