import { afterEach, expect, it } from 'vitest';
import { canonicalDigest } from '../osv/canonical.ts';
import { BackgroundDigests, type Undigested } from './background-digests.ts';

let digests: BackgroundDigests;
afterEach(() => digests.close());

const filler = 'x'.repeat(100_000);
const record = (id: number) => ({ modified: '2026-01-01T00:00:00Z', id: `X-${id}`, details: filler });
const textOf = (id: number) => Buffer.from(JSON.stringify(record(id)));

/** Hands over enough for the thread to start; what it was asked to make. */
function fill(): Undigested[] {
  const targets: Undigested[] = [];
  for (let id = 0; id < 120; id += 1) {
    const raw = textOf(id);
    const target = { digest: '' };
    if (digests.takes(raw)) digests.add(target, raw);
    else target.digest = canonicalDigest(record(id)) as string;
    targets.push(target);
  }
  return targets;
}

it('makes the same digests as the caller would, and one at once when that cannot wait', async () => {
  digests = new BackgroundDigests();
  const targets = fill();
  expect(targets.filter(({ digest }) => digest === '').length).toBeGreaterThan(20);
  const last = targets.at(-1) as Undigested;
  expect(digests.now(last)).toBe(canonicalDigest(record(119)));
  await digests.settle();
  expect(targets.map(({ digest }) => digest)).toEqual(targets.map((_, id) => canonicalDigest(record(id))));
});

it('goes on without a thread that ended', async () => {
  digests = new BackgroundDigests();
  const targets = fill();
  digests.add({ digest: '' }, Buffer.from('{"not": json'));
  await expect(digests.settle()).rejects.toThrow(SyntaxError);
  expect(targets.filter(({ digest }) => digest === '')).toEqual([]);
});
