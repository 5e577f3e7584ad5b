import { auditLeafRows, type Writer } from '@maximus/storage';
import { errors } from '../errors.ts';
import { nodeHash, splitOf } from './hashes.ts';
import type { HashRange } from './proofs.ts';

/** Ranges up to this are read at once. */
const READ_AT_ONCE = 4_096;
const SMALLEST_KEPT = 256;
const MOST_KEPT = 65_536;

/**
 * Roots of ranges of the stored leaves. Those of complete subtrees never change and are kept, so that a proof reads a few
 * hundred leaves however long the log is. Throws `audit.leaves_missing` where the table has gaps.
 */
export function storedTree(db: Writer): HashRange {
  const kept = new Map<string, Buffer>();
  const hashRange: HashRange = async (start, end) => {
    const count = end - start;
    const isComplete = Number.isInteger(Math.log2(count)) && start % count === 0;
    const key = isComplete && count >= SMALLEST_KEPT ? `${start}:${count}` : undefined;
    const known = key === undefined ? undefined : kept.get(key);
    if (known !== undefined) return known;
    const hash = count <= READ_AT_ONCE ? await readRange(db, start, end) : await splitRange(start, end);
    if (key !== undefined && kept.size < MOST_KEPT) kept.set(key, hash);
    return hash;
  };
  async function splitRange(start: number, end: number): Promise<Buffer> {
    const middle = start + splitOf(end - start);
    return nodeHash(await hashRange(start, middle), await hashRange(middle, end));
  }
  return hashRange;
}

async function readRange(db: Writer, start: number, end: number): Promise<Buffer> {
  const leaves = await auditLeafRows.hashes(db, start, end);
  if (leaves.length !== end - start) throw errors.leaves_missing(`leaves between ${start + 1} and ${end} are missing`);
  return rootOf(leaves);
}

function rootOf(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (leaves.length === 1 && only !== undefined) return only;
  const middle = splitOf(leaves.length);
  return nodeHash(rootOf(leaves.slice(0, middle)), rootOf(leaves.slice(middle)));
}
