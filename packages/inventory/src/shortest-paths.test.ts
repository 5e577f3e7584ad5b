import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nearestPath, shortestPaths } from './shortest-paths.ts';
import type { Component } from './types.ts';

const node = (key: string, ...to: string[]): Component => ({
  key,
  ecosystem: 'npm',
  name: key,
  version: '1',
  purl: `pkg:npm/${key}@1`,
  scope: 'prod',
  direct: false,
  dependsOn: to.map((each) => ({ to: each })),
});

it('gives the shortest path from each root, shortest first', () => {
  const graph = {
    components: [node('a', 'b', 'c'), node('b', 'd'), node('c', 'b'), node('d'), node('e', 'd'), node('f', 'a')],
    roots: ['a', 'e', 'f', 'missing'],
  };
  expect(shortestPaths(graph, 'd')).toEqual({
    paths: [
      ['e@1', 'd@1'],
      ['a@1', 'b@1', 'd@1'],
      ['f@1', 'a@1', 'b@1', 'd@1'],
    ],
    truncated: false,
  });
  expect(shortestPaths(graph, 'd', 2)).toMatchObject({ paths: { length: 2 }, truncated: true });
  expect(shortestPaths(graph, 'a').paths).toEqual([['a@1'], ['f@1', 'a@1']]);
  expect(shortestPaths(graph, 'unknown')).toEqual({ paths: [], truncated: false });
});

it('ends on cycles and ignores edges that lead nowhere', () => {
  const graph = { components: [node('a', 'b', 'gone'), node('b', 'a'), node('c', 'c')], roots: ['a'] };
  expect(shortestPaths(graph, 'b').paths).toEqual([['a@1', 'b@1']]);
  expect(shortestPaths(graph, 'c').paths).toEqual([]);
});

it('agrees with a search by hand on any graph', () => {
  const edges = fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 20 });
  fc.assert(
    fc.property(edges, fc.uniqueArray(fc.nat(7), { maxLength: 4 }), fc.nat(7), (pairs, roots, target) => {
      const components = Array.from({ length: 8 }, (_, from) =>
        node(`${from}`, ...pairs.filter((pair) => pair[0] === from).map((pair) => `${pair[1]}`)),
      );
      const graph = { components, roots: roots.map(String) };
      const { paths } = shortestPaths(graph, `${target}`);
      const nearest = nearestPath(graph, `${target}`);
      expect(nearest?.length).toBe(paths[0]?.length);
      for (const [at, label] of nearest?.entries() ?? []) {
        const from = nearest?.[at - 1]?.slice(0, 1);
        expect(at === 0 ? graph.roots : pairs.filter((pair) => `${pair[0]}` === from).map(String)).toContain(
          at === 0 ? label.slice(0, 1) : `${from},${label.slice(0, 1)}`,
        );
      }
      const lengths = roots.map((root) => distance(pairs, root, target)).filter((length) => length !== undefined);
      expect(paths.map((path) => path.length - 1)).toEqual(lengths.sort((a, b) => a - b));
    }),
  );
});

it('shows the ends of a path that is long, and finds it for each of many in time', () => {
  const count = 50_000;
  const components = Array.from({ length: count }, (_, at) => node(`${at}`, `${at + 1}`));
  const graph = { components, roots: ['0'] };
  for (const { key } of components) expect(nearestPath(graph, key)?.length).toBeLessThanOrEqual(32);
  const path = nearestPath(graph, '49999');
  expect(path?.slice(0, 3)).toEqual(['0@1', '…', '49970@1']);
  expect([path?.length, path?.at(-1)]).toEqual([32, '49999@1']);
  expect(shortestPaths(graph, '49999').paths).toEqual([path]);
  expect(nearestPath(graph, '31')).toHaveLength(32);
  expect(nearestPath(graph, '32')?.slice(0, 2)).toEqual(['0@1', '…']);
  expect(nearestPath(graph, '31')).toEqual(shortestPaths(graph, '31').paths[0]);
  expect(nearestPath(graph, 'gone')).toBeUndefined();
});

function distance(pairs: readonly [number, number][], from: number, to: number): number | undefined {
  let reached = new Set([from]);
  for (let step = 0; step < 9; step++) {
    if (reached.has(to)) return step;
    const further = new Set(reached);
    for (const [source, target] of pairs) if (reached.has(source)) further.add(target);
    reached = further;
  }
  return undefined;
}

it('answers for thousands of components in a moment', () => {
  const count = 5000;
  const components = Array.from({ length: count }, (_, at) =>
    node(`${at}`, `${(at * 7 + 1) % count}`, `${(at * 3 + 2) % count}`),
  );
  const graph = { components, roots: components.slice(0, 40).map((each) => each.key) };
  for (const { key } of components) expect(shortestPaths(graph, key).paths.length).toBeLessThanOrEqual(20);
});
