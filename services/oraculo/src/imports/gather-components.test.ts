import type { Component } from '@maximus/inventory';
import { expect, test } from 'vitest';
import { gatherComponents } from './gather-components.ts';
import { takenFrom } from './taken-inventory.ts';

const component: Component = {
  key: 'a@1',
  ecosystem: 'npm',
  name: 'a',
  version: '1',
  purl: 'pkg:npm/a@1',
  scope: 'prod',
  direct: true,
  dependsOn: [],
};
const gather = (more: Partial<Component>) =>
  gatherComponents([{ path: 'x.sbom', format: 'x', roots: [], components: [component, { ...component, ...more }] }]);

test.each([
  { purl: 'pkg:npm/b\0@1' },
  { name: 'b\0' },
  { version: '1\0' },
  { ecosystem: 'n\0' },
  { name: '\ud800' },
  { version: undefined, requested: '\0' },
  { override: '\0' },
  { integrity: '\0' },
  { licences: ['MIT', '\0'] },
])('%j, which no column can keep, costs its component and no other', (more) => {
  const gathered = gather({ purl: 'pkg:npm/b@1', ...more } as Partial<Component>);
  expect([...gathered.components.values()].map(({ purl }) => purl)).toEqual(['pkg:npm/a@1']);
  expect(gathered.refused).toMatchObject([{ code: 'inventory.purl_invalid', file: 'x.sbom' }]);
  expect(JSON.stringify(gathered.refused)).not.toMatch(/\\u0000|\\ud800/);
});

test('a message that quotes what no column can keep, or is cut within a sign, is kept all the same', () => {
  const error = { code: 'inventory.malformed', message: `\0${'x'.repeat(498)}😀`, details: { file: 'f' } };
  const taken = takenFrom({ files: [], problems: [{ error } as never] }, { tool: 't' });
  expect(taken.errors[0]?.message).toBe(`\uFFFD${'x'.repeat(498)}\uFFFD`);
});
