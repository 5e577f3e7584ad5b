import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { consistencyHolds } from './verify-consistency.ts';

const hash = (...parts: readonly Uint8Array[]) =>
  parts.reduce((sum, part) => sum.update(part), createHash('sha256')).digest();
const leaves = Array.from({ length: 21 }, (_, at) => hash(Uint8Array.of(0, at)));
const split = (size: number) => 2 ** (Math.ceil(Math.log2(size)) - 1);

/** The root of RFC 6962 §2.1. */
function root(of: readonly Buffer[]): Buffer {
  const [first] = of;
  if (of.length === 1 && first !== undefined) return first;
  const k = split(of.length);
  return hash(Uint8Array.of(1), root(of.slice(0, k)), root(of.slice(k)));
}

/** The proof of RFC 6962 §2.1.2. */
function proof(m: number, of: readonly Buffer[], whole: boolean): Buffer[] {
  if (m === of.length) return whole ? [] : [root(of)];
  const k = split(of.length);
  return m <= k
    ? [...proof(m, of.slice(0, k), whole), root(of.slice(k))]
    : [...proof(m - k, of.slice(k), false), root(of.slice(0, k))];
}

function consistency(from: number, to: number) {
  const hex = (digest: Buffer) => digest.toString('hex');
  return {
    from,
    to,
    from_root: hex(root(leaves.slice(0, from))),
    to_root: hex(root(leaves.slice(0, to))),
    path: proof(from, leaves.slice(0, to), true).map(hex),
  };
}

describe('that the log only grew', () => {
  it('holds for every pair of sizes of an honest log', async () => {
    for (let to = 1; to <= leaves.length; to += 1)
      for (let from = 1; from <= to; from += 1)
        expect([from, to, await consistencyHolds(consistency(from, to))]).toEqual([from, to, true]);
  });

  it('does not hold when a root or a step of the proof is another one', async () => {
    const honest = consistency(6, 13);
    const other = 'f'.repeat(64);
    expect(await consistencyHolds({ ...honest, from_root: other })).toBe(false);
    expect(await consistencyHolds({ ...honest, to_root: other })).toBe(false);
    for (const at of honest.path.keys())
      expect(await consistencyHolds({ ...honest, path: honest.path.with(at, other) })).toBe(false);
    expect(await consistencyHolds({ ...honest, path: honest.path.slice(1) })).toBe(false);
    expect(await consistencyHolds({ ...honest, from: 14 })).toBe(false);
  });
});
