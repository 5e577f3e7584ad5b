import type { Scope } from '@maximus/contracts';

/** An edge by node number; `optional` where the package works without its target. */
export interface NumberedEdge {
  readonly to: number;
  readonly optional: boolean;
}

/** A root of the graph: what the project itself asks for, and how. */
export interface NumberedRoot {
  readonly to: number;
  readonly scope: Scope;
}

/**
 * The scope of each node, by the strongest way in which the project reaches it: `prod` (without an optional edge), then
 * `peer`, then `optional`, then `dev`; what no root reaches is `unknown`. Linear in nodes and edges.
 */
export function reachScopes(edges: readonly (readonly NumberedEdge[])[], roots: readonly NumberedRoot[]): Scope[] {
  const scopes: Scope[] = new Array<Scope>(edges.length).fill('unknown');
  const weak: number[] = [];
  const rootsOf = (scope: Scope): number[] => roots.filter((root) => root.scope === scope).map((root) => root.to);

  const spread = (scope: Scope, start: readonly number[], throughOptional: boolean): void => {
    const stack: number[] = [];
    const visit = (node: number): void => {
      if (scopes[node] !== 'unknown') return;
      scopes[node] = scope;
      stack.push(node);
    };
    for (const node of start) visit(node);
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      for (const edge of edges[node] ?? []) {
        if (throughOptional || !edge.optional) visit(edge.to);
        else weak.push(edge.to);
      }
    }
  };

  spread('prod', rootsOf('prod'), false);
  spread('peer', rootsOf('peer'), false);
  spread('optional', [...rootsOf('optional'), ...weak], true);
  spread('dev', rootsOf('dev'), true);
  return scopes;
}
