import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Frontier } from './frontier.ts';
import { nodeHash, splitOf } from './hashes.ts';
import { consistencyPath, inclusionPath, isConsistent, rootOfInclusion } from './proofs.ts';

/** The leaves of the test tree that Certificate Transparency implementations share, and its roots by size. */
const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const leafOf = (hex: string) => createHash('sha256').update(Buffer.of(0)).update(Buffer.from(hex, 'hex')).digest();
const leaves = (count: number) =>
  Array.from({ length: count }, (_, at) => createHash('sha256').update(`leaf ${at}`).digest());

function rootOf(hashes: readonly Buffer[]): Buffer {
  const [only] = hashes;
  if (hashes.length === 1 && only !== undefined) return only;
  const middle = splitOf(hashes.length);
  return nodeHash(rootOf(hashes.slice(0, middle)), rootOf(hashes.slice(middle)));
}

const rangeOf = (hashes: readonly Buffer[]) => async (start: number, end: number) => rootOf(hashes.slice(start, end));

describe('the tree', () => {
  it('has the roots that RFC 6962 gives', () => {
    const frontier = new Frontier();
    for (const [at, input] of inputs.entries()) {
      frontier.add(leafOf(input));
      expect(frontier.root()?.toString('hex')).toBe(roots[at]);
    }
  });

  it('goes on from its complete subtrees as if it had all leaves', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 70 }), (first, more) => {
        const hashes = leaves(first + more);
        const begun = new Frontier();
        for (const leaf of hashes.slice(0, first)) begun.add(leaf);
        const gone = new Frontier(begun.size, begun.roots);
        for (const leaf of hashes.slice(first)) gone.add(leaf);
        expect(gone.root()).toEqual(rootOf(hashes));
      }),
      { numRuns: 60 },
    );
  });
});

describe('proofs', () => {
  it('show every leaf of every size, and no other leaf', async () => {
    const hashes = leaves(33);
    for (let size = 1; size <= 33; size += 1) {
      const root = rootOf(hashes.slice(0, size));
      for (let leaf = 0; leaf < size; leaf += 1) {
        const path = await inclusionPath(rangeOf(hashes), leaf, size);
        const own = hashes[leaf] ?? Buffer.alloc(32);
        expect(rootOfInclusion(own, leaf, size, path)).toEqual(root);
        if (size > 1) expect(rootOfInclusion(own, (leaf + 1) % size, size, path)).not.toEqual(root);
        expect(rootOfInclusion(own, leaf, size, [...path, root])).toBeUndefined();
      }
    }
  });

  it('show that a tree only grew, and refuse one that did not', async () => {
    const hashes = leaves(33);
    for (let to = 1; to <= 33; to += 1) {
      for (let from = 1; from <= to; from += 1) {
        const path = await consistencyPath(rangeOf(hashes), from, to);
        const [first, second] = [from, to].map((size) => ({ size, root: rootOf(hashes.slice(0, size)) }));
        if (first === undefined || second === undefined) return expect.fail();
        expect(isConsistent(first, second, path)).toBe(true);
        if (from < to) {
          expect(isConsistent({ size: from, root: leafOf('ff') }, second, path)).toBe(false);
          expect(isConsistent(first, { size: to, root: leafOf('ff') }, path)).toBe(false);
        }
      }
    }
  });
});
