import type { Scope } from '@maximus/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildGraph, type DraftComponent, type DraftGraph, reachScopes, unaskedRoots } from './index.ts';

const strength: readonly Scope[] = ['prod', 'peer', 'optional', 'dev'];

/** The definition, walked path by path: the scope of a node is the strongest of those that a path gives it. */
function slowly(
  edges: readonly (readonly { to: number; optional: boolean }[])[],
  roots: readonly { to: number; scope: Scope }[],
): Scope[] {
  const best: (Scope | undefined)[] = edges.map(() => undefined);
  const better = (a: Scope, b: Scope | undefined) => b === undefined || strength.indexOf(a) < strength.indexOf(b);
  const open = roots.filter(({ scope }) => strength.includes(scope)).map(({ to, scope }) => [to, scope] as const);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [node, scope] = next;
    if (!better(scope, best[node])) continue;
    best[node] = scope;
    for (const { to, optional } of edges[node] ?? []) open.push([to, optional && scope !== 'dev' ? 'optional' : scope]);
  }
  return best.map((scope) => scope ?? 'unknown');
}

const draft = (dependsOn: DraftComponent['dependsOn'], more: Partial<DraftComponent> = {}): DraftComponent => ({
  ecosystem: 'npm',
  name: 'a',
  version: '1.0.0',
  purl: 'pkg:npm/a@1.0.0',
  dependsOn,
  ...more,
});

const graph = (drafts: Record<string, DraftComponent>, roots: DraftGraph['roots'] = []): DraftGraph => ({
  path: 'x.lock',
  drafts: new Map(Object.entries(drafts)),
  roots,
  problems: [],
});

describe('scopes by reachability', () => {
  it('are those of the definition on every graph, cycles included', () => {
    const node = fc.nat({ max: 11 });
    const edge = fc.record({ to: node, optional: fc.boolean() });
    const root = fc.record({ to: node, scope: fc.constantFrom<Scope>('prod', 'peer', 'optional', 'dev', 'unknown') });
    const edges = fc.array(fc.array(edge, { maxLength: 4 }), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(edges, fc.array(root, { maxLength: 5 }), (all, roots) => {
        expect(reachScopes(all, roots)).toEqual(slowly(all, roots));
      }),
      { numRuns: 2000 },
    );
  });

  it('take a chain of a hundred thousand without a deep stack', () => {
    const chain = Array.from({ length: 100_000 }, (_, at) => (at === 99_999 ? [] : [{ to: at + 1, optional: false }]));
    expect(reachScopes(chain, [{ to: 0, scope: 'dev' }]).at(-1)).toBe('dev');
  });
});

describe('building a graph', () => {
  it('keeps one edge a target, the stronger one, and reports those that lead nowhere once', () => {
    const file = buildGraph(
      graph(
        {
          a: draft([
            { to: 'b', optional: true },
            { to: 'b', requested: '^1' },
            { to: 'no' },
            { to: 'none', optional: true },
          ]),
          b: draft([{ to: 'gone' }]),
        },
        [
          { to: 'a', scope: 'prod' },
          { to: 'lost', scope: 'dev' },
          { to: 'peer', scope: 'peer' },
        ],
      ),
    );
    expect(file.components[0]?.dependsOn).toEqual([{ to: 'b', requested: '^1' }]);
    expect(file.problems.map(({ error, count }) => [error.message, count])).toEqual([
      ['a dependency has no entry in the file: no', 3],
    ]);
    expect(file.roots).toEqual(['a']);
  });

  it('takes the first requirement that a root states', () => {
    const file = buildGraph(
      graph({ a: draft([]) }, [
        { to: 'a', scope: 'dev' },
        { to: 'a', scope: 'prod', requested: '^1' },
        { to: 'a', scope: 'dev', requested: '^2' },
      ]),
    );
    expect(file.components[0]).toMatchObject({ direct: true, requested: '^1', scope: 'prod' });
  });

  it('keeps an entry whose version is empty, without one, and says so', () => {
    const file = buildGraph(graph({ a: draft([], { version: '', line: 7 }), b: draft([], { version: '' }) }));
    expect(file.components.map(({ version }) => version)).toEqual([undefined, undefined]);
    expect(file.problems.map(({ error, count }) => [error.details.line, count])).toEqual([[7, 2]]);
  });

  it('reports a digest that two versions of one package share, once, and not that of two packages', () => {
    const file = buildGraph(
      graph({
        a: draft([], { integrity: 'x' }),
        b: draft([], { integrity: 'x', version: '2.0.0', line: 3 }),
        c: draft([], { integrity: 'x', version: '3.0.0' }),
        d: draft([], { integrity: 'x', name: 'other' }),
      }),
    );
    expect(file.problems.map(({ error }) => [error.code, error.details.line])).toEqual([
      ['inventory.integrity_conflict', 3],
    ]);
  });

  it('takes as asked for by the project what no entry asks for, itself aside', () => {
    expect(unaskedRoots(graph({ a: draft([{ to: 'a' }, { to: 'b' }]), b: draft([]) }).drafts)).toEqual([
      { to: 'a', scope: 'unknown' },
    ]);
  });
});
