import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBlobStore } from './blob-store.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'maximus-blobs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const blob = (letter: string, size = 5_000) => Buffer.alloc(size, letter);

describe('blobs on disk', () => {
  it('names them by their content and gives them back', async () => {
    const store = await openBlobStore({ folder, maxBytes: 1e6 });
    const digest = await store.put(Buffer.from('hello'));
    expect(digest).toBe('2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824');
    expect(await store.put(Buffer.from('hello'))).toBe(digest);
    expect(await store.get(digest)).toEqual(Buffer.from('hello'));
    expect(store.has(digest)).toBe(true);
    await store.delete(digest);
    expect(await store.get(digest)).toBeUndefined();
    expect(await store.get('../../etc/passwd')).toBeUndefined();
    expect(store.counts.total()).toMatchObject({ hits: 1, misses: 2, sets: 2, deletes: 1, errors: 0, bytes: 0 });
  });

  it('the longest unused leave when the room is full; one that is too large never comes', async () => {
    const store = await openBlobStore({ folder, maxBytes: 16_000 });
    const [a, b, c] = [await store.put(blob('a')), await store.put(blob('b')), await store.put(blob('c'))];
    await store.get(a);
    const d = await store.put(blob('d'));
    expect([a, b, c, d].map((digest) => store.has(digest))).toEqual([true, false, true, true]);
    const huge = await store.put(blob('x', 20_000));
    expect(store.has(huge)).toBe(false);
    expect(store.counts.total()).toMatchObject({ evictions: 1, entries: 3 });
  });

  it('takes over what an earlier process left, without its drafts', async () => {
    const before = await openBlobStore({ folder, maxBytes: 1e6 });
    const digest = await before.put(blob('a'));
    writeFileSync(join(folder, digest.slice(0, 2), `${digest}.abc.part`), 'half');
    writeFileSync(join(folder, 'stranger.txt'), 'not ours');
    const after = await openBlobStore({ folder, maxBytes: 1e6 });
    expect(await after.get(digest)).toEqual(blob('a'));
    expect(readdirSync(join(folder, digest.slice(0, 2)))).toEqual([digest]);
    const small = await openBlobStore({ folder, maxBytes: 4_000 });
    expect(small.has(digest)).toBe(false);
  });

  it('a damaged blob is a miss and leaves', async () => {
    const store = await openBlobStore({ folder, maxBytes: 1e6 });
    const digest = await store.put(blob('a'));
    writeFileSync(join(folder, digest.slice(0, 2), digest), 'something else');
    expect(await store.get(digest)).toBeUndefined();
    expect(store.has(digest)).toBe(false);
    expect(store.counts.total().errors).toBe(1);
  });
});
