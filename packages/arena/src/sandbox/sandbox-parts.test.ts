import { existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workFolder } from '../testing/work-folder.ts';
import { chooseLevel, type LevelWish } from './choose-level.ts';
import { OutputBuffer } from './output-buffer.ts';
import { treeUse } from './process-tree.ts';
import { makeRunFolder, sweepRunFolders } from './run-folder.ts';

describe('an output buffer', () => {
  it('keeps all of a short output and head and tail of a long one', () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 40 });
    fc.assert(
      fc.property(chunks, fc.integer({ min: 2, max: 400 }), (parts, kept) => {
        const buffer = new OutputBuffer(kept);
        const ascii = parts.map((part) => Buffer.from(part.map((byte) => 32 + (byte % 90))));
        for (const part of ascii) buffer.add(part);
        const whole = Buffer.concat(ascii).toString();
        const { head, tail, bytes } = buffer.output();
        expect(bytes).toBe(whole.length);
        const half = Math.floor(kept / 2);
        if (whole.length <= 2 * half) expect(head + tail).toBe(whole);
        else expect([head, tail]).toEqual([whole.slice(0, half), whole.slice(-half)]);
      }),
    );
  });
});

describe('the level of a run', () => {
  const all = { containerClient: 'docker', bubblewrap: true, missing: [] } as const;
  const wish: LevelWish = { wanted: 'auto', allowProcess: true, consent: true, hasImage: true };

  it('is the strongest there is, and never "process" without both consents', () => {
    expect(chooseLevel(wish, all)).toMatchObject({ value: 'container' });
    expect(chooseLevel({ ...wish, hasImage: false }, all)).toMatchObject({ value: 'process' });
    expect(chooseLevel({ ...wish, hasImage: false, consent: false }, all)).toMatchObject({ value: 'static' });
    expect(chooseLevel({ ...wish, hasImage: false, allowProcess: false }, all)).toMatchObject({ value: 'static' });
    expect(chooseLevel(wish, { bubblewrap: false, missing: [] })).toMatchObject({ value: 'static' });
  });

  it('is never a weaker one than was asked for', () => {
    const none = { bubblewrap: false, missing: [] };
    const code = { error: { code: 'arena.level_unavailable' } };
    expect(chooseLevel({ ...wish, wanted: 'container' }, none)).toMatchObject(code);
    expect(chooseLevel({ ...wish, wanted: 'container', hasImage: false }, all)).toMatchObject(code);
    expect(chooseLevel({ ...wish, wanted: 'process' }, none)).toMatchObject(code);
    expect(chooseLevel({ ...wish, wanted: 'process', consent: false }, all)).toMatchObject(code);
    expect(chooseLevel({ ...wish, wanted: 'process', allowProcess: false }, all)).toMatchObject(code);
    expect(chooseLevel({ ...wish, wanted: 'static' }, all)).toMatchObject({ value: 'static' });
    expect(chooseLevel({ ...wish, wanted: 'process' }, all)).toMatchObject({ value: 'process' });
    expect(chooseLevel({ ...wish, wanted: 'container' }, all)).toMatchObject({ value: 'container' });
  });
});

describe('the use of a process tree', () => {
  it('counts this process with its memory', () => {
    const use = treeUse(process.pid);
    expect(use.processes).toBeGreaterThanOrEqual(1);
    expect(use.residentBytes).toBeGreaterThan(10 << 20);
    expect(treeUse(2 ** 30)).toEqual({ processes: 0, residentBytes: 0 });
  });
});

describe('a sweep of run folders', () => {
  it('takes those of processes that are gone and leaves those of the living', async () => {
    await using folder = await workFolder();
    const mine = await makeRunFolder(undefined);
    // In a folder of its own: any server that starts on this machine sweeps the common one.
    const living = join(folder.path, basename(mine.root));
    const lost = join(folder.path, `maximus-arena-${2 ** 22 + 1}-lost`);
    for (const path of [living, lost]) mkdirSync(path);
    expect(await sweepRunFolders(folder.path)).toBe(1);
    expect([existsSync(lost), existsSync(living)]).toEqual([false, true]);
    await mine.remove();
  });
});
