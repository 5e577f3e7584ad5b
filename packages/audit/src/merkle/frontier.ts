import { nodeHash } from './hashes.ts';

/**
 * A tree that grows at its end and keeps only the roots of its complete subtrees, at most one per power of two: enough for
 * its root at every size (RFC 6962 §2.1).
 */
export class Frontier {
  /** The largest subtree first. */
  readonly #roots: Buffer[];
  #size: number;

  /** An empty tree, or one that goes on from what `roots` gave. */
  constructor(size = 0, roots: readonly Buffer[] = []) {
    this.#size = size;
    this.#roots = [...roots];
  }

  get size(): number {
    return this.#size;
  }

  /** The roots of the complete subtrees, the largest first. */
  get roots(): readonly Buffer[] {
    return this.#roots;
  }

  /** Adds a leaf by its hash. */
  add(leafHash: Buffer): void {
    this.#roots.push(leafHash);
    this.#size += 1;
    // As many pairs are complete as the new size has zero bits at its end.
    for (let rest = this.#size; rest % 2 === 0; rest /= 2) {
      const right = this.#roots.pop();
      const left = this.#roots.pop();
      if (left === undefined || right === undefined) throw new RangeError('the roots do not fit the size');
      this.#roots.push(nodeHash(left, right));
    }
  }

  /** The root; undefined of an empty tree. */
  root(): Buffer | undefined {
    return this.#roots.reduceRight<Buffer | undefined>(
      (right, left) => (right === undefined ? left : nodeHash(left, right)),
      undefined,
    );
  }
}

/** Whether roots can be those of a tree of a size: one for each bit that is set. */
export function fitsSize(size: number, roots: readonly Buffer[]): boolean {
  let bits = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) bits += rest % 2;
  return roots.length === bits && roots.every(({ length }) => length === 32);
}
