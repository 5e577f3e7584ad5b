import { nodeHash, splitOf } from './hashes.ts';

/** Answers the root over the leaves from `start` (from 0) up to `end`, not included. */
export type HashRange = (start: number, end: number) => Promise<Buffer>;

/** The path of a leaf (from 0) in a tree of `size` leaves, from its sibling upwards (RFC 6962 §2.1.1). */
export async function inclusionPath(hash: HashRange, leaf: number, size: number): Promise<Buffer[]> {
  const path: Buffer[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (leaf < middle) {
      path.push(await hash(middle, end));
      end = middle;
    } else {
      path.push(await hash(start, middle));
      start = middle;
    }
  }
  return path.reverse();
}

/** That the first `from` leaves of a tree of `to` leaves are a tree that only grew (RFC 6962 §2.1.2). */
export async function consistencyPath(hash: HashRange, from: number, to: number): Promise<Buffer[]> {
  const path: Buffer[] = [];
  let [start, end] = [0, to];
  let isWhole = true;
  while (from < end) {
    const middle = start + splitOf(end - start);
    if (from <= middle) {
      path.push(await hash(middle, end));
      end = middle;
    } else {
      path.push(await hash(start, middle));
      start = middle;
      isWhole = false;
    }
  }
  if (!isWhole) path.push(await hash(start, end));
  return path.reverse();
}

/** The root that a path leads to from a leaf (from 0); undefined for a path of another length (RFC 9162 §2.1.3.2). */
export function rootOfInclusion(
  leafHash: Buffer,
  leaf: number,
  size: number,
  path: readonly Buffer[],
): Buffer | undefined {
  if (leaf >= size) return undefined;
  let [node, last, hash] = [leaf, size - 1, leafHash];
  for (const sibling of path) {
    if (last === 0) return undefined;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash);
      while (node % 2 === 0 && node !== 0) {
        node /= 2;
        last = Math.floor(last / 2);
      }
    } else hash = nodeHash(hash, sibling);
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? hash : undefined;
}

/** Whether a path shows that a tree with one root became one with the other (RFC 9162 §2.1.4.2). */
export function isConsistent(
  first: { readonly size: number; readonly root: Buffer },
  second: { readonly size: number; readonly root: Buffer },
  path: readonly Buffer[],
): boolean {
  if (first.size < 1 || first.size > second.size) return false;
  if (first.size === second.size) return path.length === 0 && first.root.equals(second.root);
  const isPowerOfTwo = Number.isInteger(Math.log2(first.size));
  const [seed, ...rest] = isPowerOfTwo ? [first.root, ...path] : path;
  if (seed === undefined) return false;
  let [node, last] = [first.size - 1, second.size - 1];
  while (node % 2 === 1) {
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  let [old, grown] = [seed, seed];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      old = nodeHash(sibling, old);
      grown = nodeHash(sibling, grown);
      while (node % 2 === 0 && node !== 0) {
        node /= 2;
        last = Math.floor(last / 2);
      }
    } else grown = nodeHash(grown, sibling);
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && old.equals(first.root) && grown.equals(second.root);
}
