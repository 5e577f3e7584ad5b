/** Disjoint sets of texts (union by smaller name, path halving), so that the order of joining does not show. */
export class IdForest {
  readonly #parents = new Map<string, string>();

  /** The name of the set that holds an id: its smallest member. */
  root(id: string): string {
    let at = id;
    for (let parent = this.#parents.get(at); parent !== undefined && parent !== at; parent = this.#parents.get(at)) {
      const above = this.#parents.get(parent) ?? parent;
      this.#parents.set(at, above);
      at = above;
    }
    return at;
  }

  /** Puts all of them into one set; `ids` is not empty. */
  join(ids: readonly string[]): void {
    const [first] = ids;
    if (first === undefined) return;
    for (const id of ids) {
      const [a, b] = [this.root(first), this.root(id)];
      if (a < b) this.#parents.set(b, a);
      else if (b < a) this.#parents.set(a, b);
    }
  }
}
