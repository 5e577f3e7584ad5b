import type { SyntaxRoot } from '../parser.ts';
import type { Target } from '../types.ts';

/** What a grammar says of a name in the tree: the node of the scope that it is declared in, a use, or no name at all. */
export type Role = { readonly scope: SyntaxRoot } | 'use' | 'none';

/** A declared name in its scope. */
export interface Declaration {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly nodes: SyntaxRoot[];
  readonly targets: Target[];
}

interface Named {
  readonly declarations: Declaration[];
  readonly uses: readonly SyntaxRoot[];
}

/** Names that are looked for one by one. */
const maxSingle = 16;
const plain = /^[\w$\u0080-\uffff]{1,200}$/;

/** Declarations and uses of names in one file, each name looked up once and only when asked for. */
export class Names {
  readonly #root: SyntaxRoot;
  readonly #kinds: readonly string[];
  readonly #roleOf: (node: SyntaxRoot) => Role;
  readonly #named = new Map<string, Named>();
  /** Every name of the file, once so many were asked for that looking at all of them is cheaper. */
  #index: Map<string, SyntaxRoot[]> | undefined;

  constructor(root: SyntaxRoot, kinds: readonly string[], roleOf: (node: SyntaxRoot) => Role) {
    this.#root = root;
    this.#kinds = kinds;
    this.#roleOf = roleOf;
  }

  /** The innermost declaration of a name at a node; `undefined` for one that the file does not declare. */
  declarationAt(node: SyntaxRoot): Declaration | undefined {
    return this.#innermost(this.#of(node.text()).declarations, node.range().start.index);
  }

  /** The nodes that mean a declaration. */
  usesOf(declaration: Declaration): readonly SyntaxRoot[] {
    const { declarations, uses } = this.#of(declaration.name);
    return uses.filter((use) => this.#innermost(declarations, use.range().start.index) === declaration);
  }

  /** The nodes of a name that the file does not declare. */
  freeUses(name: string): readonly SyntaxRoot[] {
    const { declarations, uses } = this.#of(name);
    return uses.filter((use) => this.#innermost(declarations, use.range().start.index) === undefined);
  }

  #innermost(declarations: readonly Declaration[], at: number): Declaration | undefined {
    let best: Declaration | undefined;
    for (const each of declarations) {
      if (each.start <= at && at < each.end && (best === undefined || each.start >= best.start)) best = each;
    }
    return best;
  }

  #nodesOf(name: string): readonly SyntaxRoot[] {
    if (!plain.test(name)) return [];
    if (this.#named.size < maxSingle) {
      const regex = `^${name.replaceAll('$', '\\$')}$`;
      return this.#root.findAll({ rule: { any: this.#kinds.map((kind) => ({ kind, regex })) } });
    }
    this.#index ??= Map.groupBy(this.#root.findAll({ rule: { any: this.#kinds.map((kind) => ({ kind })) } }), (node) =>
      node.text(),
    );
    return this.#index.get(name) ?? [];
  }

  #of(name: string): Named {
    const held = this.#named.get(name);
    if (held !== undefined) return held;
    const declarations: Declaration[] = [];
    const uses: SyntaxRoot[] = [];
    for (const node of this.#nodesOf(name)) {
      const role = this.#roleOf(node);
      if (role === 'use') uses.push(node);
      if (typeof role === 'string') continue;
      const { start, end } = role.scope.range();
      const same = declarations.find((each) => each.start === start.index && each.end === end.index);
      if (same !== undefined) same.nodes.push(node);
      else declarations.push({ name, start: start.index, end: end.index, nodes: [node], targets: [] });
    }
    const found = { declarations, uses };
    this.#named.set(name, found);
    return found;
  }
}

/** Whether two nodes are one. */
export function isSame(a: SyntaxRoot | null, b: SyntaxRoot): boolean {
  return a !== null && a.id() === b.id();
}
