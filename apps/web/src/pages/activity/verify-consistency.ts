import type { AuditConsistency } from '@maximus/contracts';

/**
 * Whether a later state of the log only adds to an earlier one, as RFC 9162 §2.1.4.2 checks it: both roots are computed
 * from the proof alone, here and not by the server that gave it.
 */
export async function consistencyHolds({ from, to, from_root, to_root, path }: AuditConsistency): Promise<boolean> {
  if (from < 1 || from > to) return false;
  if (from === to) return path.length === 0 && from_root === to_root;
  const steps = isPowerOfTwo(from) ? [from_root, ...path] : [...path];
  const [first] = steps;
  if (first === undefined) return false;
  let [node, last] = [from - 1, to - 1];
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  let [early, late] = [first, first];
  for (const sibling of steps.slice(1)) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      early = await nodeHash(sibling, early);
      late = await nodeHash(sibling, late);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else late = await nodeHash(late, sibling);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && early === from_root && late === to_root;
}

function isPowerOfTwo(value: number): boolean {
  let rest = value;
  while (rest % 2 === 0) rest /= 2;
  return rest === 1;
}

function half(value: number): number {
  return Math.floor(value / 2);
}

/** SHA-256(0x01 ‖ left ‖ right) of two digests in hex. */
async function nodeHash(left: string, right: string): Promise<string> {
  const bytes = new Uint8Array(65);
  bytes[0] = 1;
  bytes.set(bytesOf(left), 1);
  bytes.set(bytesOf(right), 33);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, at) => Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16));
}
