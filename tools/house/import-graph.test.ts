import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cyclesOf, fileGraph, packageGraph, packageNameOf } from './import-graph.ts';
import { memoryTree } from './tree.ts';

const manifest = (name: string) => JSON.stringify({ name });

test('package edges count types and leave tests out', () => {
  const tree = memoryTree({
    'packages/versions/package.json': manifest('@maximus/versions'),
    'packages/kernel/package.json': manifest('@maximus/kernel'),
    'packages/matching/package.json': manifest('@maximus/matching'),
    'packages/versions/src/index.ts': `import type { Result } from '@maximus/kernel';`,
    'packages/versions/src/index.test.ts': `import '@maximus/matching';`,
  });
  expect([...packageGraph(tree)]).toEqual([
    ['packages/kernel', []],
    ['packages/matching', []],
    ['packages/versions', ['packages/kernel']],
  ]);
});

test('file edges leave out what is gone at run time', () => {
  const tree = memoryTree({
    'packages/x/src/a.ts': `import { b } from './b.ts'; import type { C } from './c.ts';`,
    'packages/x/src/b.ts': `export { d } from '../lib/d.ts';`,
    'packages/x/src/c.ts': `import './a.ts';`,
    'packages/x/lib/d.ts': '',
  });
  expect(fileGraph(tree).get('packages/x/src/a.ts')).toEqual(['packages/x/src/b.ts']);
  expect(fileGraph(tree).get('packages/x/src/b.ts')).toEqual(['packages/x/lib/d.ts']);
});

test('package names of specifiers', () => {
  expect(['@a/b/c', '@a/b', 'x/y', 'node:fs'].map(packageNameOf)).toEqual(['@a/b', '@a/b', 'x', 'node:fs']);
});

test('cycles are found once, with their members', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', ['a']],
    ['d', ['d']],
    ['e', ['a']],
  ]);
  expect(cyclesOf(graph)).toEqual([['a', 'b', 'c'], ['d']]);
});

test('a graph whose edges only point down has no cycle, and closing it makes one', () => {
  const edges = fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { maxLength: 60 });
  fc.assert(
    fc.property(edges, (pairs) => {
      const graph = new Map(Array.from({ length: 21 }, (_, node) => [String(node), [] as string[]]));
      for (const [a, b] of pairs) if (a !== b) graph.get(String(Math.min(a, b)))?.push(String(Math.max(a, b)));
      expect(cyclesOf(graph)).toEqual([]);
      const [a, b] = pairs.find(([x, y]) => x !== y) ?? [];
      if (a === undefined || b === undefined) return;
      graph.get(String(Math.max(a, b)))?.push(String(Math.min(a, b)));
      const members = cyclesOf(graph).flat();
      expect(members).toContain(String(a));
      expect(members).toContain(String(b));
    }),
  );
});
