import { expect, it } from 'vitest';
import { cyclonedxFaults } from '../../testing/cyclonedx-schema.ts';
import { sampleComponent, sampleSbom } from '../../testing/sample-sbom.ts';
import { write } from './write.ts';

const bom = (parts = {}) => JSON.parse(write(sampleSbom(parts), { now: Date.parse('2026-08-17T13:14:15Z') }));

it('follows the schema of CycloneDX 1.6', () => {
  expect(cyclonedxFaults(bom())).toEqual([]);
  expect(cyclonedxFaults(bom({ components: [], roots: [], version: '1.0.0', problems: [{ message: 'x' }] }))).toEqual(
    [],
  );
});

it('holds the graph from the root down', () => {
  expect(bom().dependencies).toEqual([
    { ref: 'maximus:root', dependsOn: ['pkg:npm/a@1.0.0', 'pkg:npm/c@1.0.0'] },
    { ref: 'pkg:npm/a@1.0.0', dependsOn: ['pkg:npm/b@1.0.0'] },
    { ref: 'pkg:npm/b@1.0.0', dependsOn: [] },
    { ref: 'pkg:npm/c@1.0.0', dependsOn: [] },
  ]);
});

it('is complete only when every file was read and every edge has a target', () => {
  expect(bom().compositions[0].aggregate).toBe('complete');
  expect(bom({ problems: [{ file: 'x.lock', message: 'broken' }] }).compositions[0].aggregate).toBe('incomplete');
  expect(bom({ components: [sampleComponent('a', { dependsOn: ['gone'] })] }).compositions[0].aggregate).toBe(
    'incomplete',
  );
});

it('makes one component of all entries with one purl', () => {
  const twice = [
    sampleComponent('a', { scope: 'dev' }),
    sampleComponent('a', { key: 'other', file: 'b.lock', line: 3 }),
  ];
  expect(bom({ components: twice }).components).toEqual([
    expect.objectContaining({
      scope: 'required',
      evidence: { occurrences: [{ location: 'b.lock:3' }, { location: 'web/package-lock.json' }] },
    }),
  ]);
});
