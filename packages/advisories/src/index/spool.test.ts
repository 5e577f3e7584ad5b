import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Spool } from './spool.ts';

test('what was appended reads back, in memory and after it has gone to a file', () => {
  const dir = mkdtempSync(join(tmpdir(), 'maximus-spool-'));
  const path = join(dir, 'spool');
  for (const spill of [undefined, { path, spillBytes: 3 << 20 }]) {
    const spool = spill === undefined ? new Spool() : new Spool(spill.path, spill.spillBytes);
    const texts = Array.from({ length: 900 }, (_, n) => `${n} ü `.repeat(n === 450 ? 500_000 : 1 + (n % 2000)));
    const pieces = texts.map((text) => spool.appendText(text));
    for (const [n, piece] of pieces.entries()) expect(spool.read(piece).toString() === texts[n]).toBe(true);
    expect(existsSync(path)).toBe(spill !== undefined);
    spool.close();
    expect(existsSync(path)).toBe(false);
  }
  rmSync(dir, { recursive: true });
});
