import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BuildThread } from './build-thread.ts';
import { EpssColumns } from './epss-day.ts';
import { fullContent } from './full-content.ts';
import { BlockWriter } from './record-blocks.ts';
import { RecordStore } from './record-store.ts';
import { writeContent, writeSharedContent } from './segment-content.ts';
import { MemorySink, SegmentWriter } from './segment-writer.ts';
import { handOverPackages, writeEpssAside } from './shared-writing.ts';
import { writeEpssFile } from './table-files.ts';

let thread: BuildThread;
let dir = '';

beforeEach(() => {
  thread = new BuildThread();
  dir = mkdtempSync(join(tmpdir(), 'maximus-shared-'));
});

afterEach(async () => {
  await thread.close();
  rmSync(dir, { recursive: true, force: true });
});

const bases = ['Go', 'PyPI', 'RubyGems', 'npm'];

function record(nr: number): Record<string, unknown> {
  const affected = Array.from({ length: (nr % 3) + 1 }, (_, at) => ({
    package: { ecosystem: bases[(nr + at) % bases.length], name: `größe-${nr % 40}` },
    ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: `1.${nr}.0` }] }],
    ...(at === 1 ? { versions: ['1.0', '1.1', `1.${nr}`] } : {}),
  }));
  return { id: `T-${nr}`, modified: '2026-01-01T00:00:00Z', aliases: [`CVE-2026-${nr >> 1}`], affected };
}

/** The bytes of a segment whose packages are made here, and with the thread. */
async function segments(shared: BuildThread): Promise<{ alone: Buffer; together: Buffer; handed: readonly string[] }> {
  const made: Buffer[] = [];
  let handed: readonly string[] = [];
  for (const other of [undefined, shared]) {
    const sink = new MemorySink();
    const out = new SegmentWriter(sink);
    const blocks = new BlockWriter(out);
    const store = new RecordStore(blocks);
    for (let nr = 0; nr < 300; nr += 1) store.add(record(nr), Buffer.from(JSON.stringify(record(nr))), 'local');
    blocks.finish();
    const content = fullContent(store, []);
    if (other === undefined) writeContent(out, content);
    else {
      const elsewhere = handOverPackages(other, store, content.namings);
      handed = [...elsewhere.keys()];
      await writeSharedContent(out, content, elsewhere, () => undefined);
    }
    out.finish({});
    made.push(sink.bytes());
  }
  return { alone: made[0] as Buffer, together: made[1] as Buffer, handed };
}

it('writes the same bytes when a thread makes the packages', async () => {
  thread.start();
  const { alone, together, handed } = await segments(thread);
  expect(handed).toEqual(['PyPI', 'RubyGems', 'npm']);
  expect(together.equals(alone)).toBe(true);
  expect(thread.usable).toBe(true);
});

it('writes the same bytes when the thread fails with them, and hands nothing to one that failed', async () => {
  thread.run('records', { bytes: new Uint8Array(), lengths: null as never }, []).catch(() => undefined);
  const { alone, together, handed } = await segments(thread);
  expect(handed).toHaveLength(3);
  expect(together.equals(alone)).toBe(true);
  const again = await segments(thread);
  expect(again.handed).toEqual([]);
  expect(again.together.equals(alone)).toBe(true);
});

it('writes the same forecasts on the thread, without it, and after it failed', async () => {
  const columns = new EpssColumns();
  for (const nr of [5, 3, 9]) columns.add(2026e10 + nr, nr * 1000, nr * 2000);
  const day = { date: '2026-08-16', columns };
  const expected = writeEpssFile(dir, day);
  expect(await writeEpssAside(thread, dir, day)).toEqual(expected);
  thread.start();
  expect(await writeEpssAside(thread, dir, day)).toEqual(expected);
  thread.run('records', { bytes: new Uint8Array(), lengths: null as never }, []).catch(() => undefined);
  expect(await writeEpssAside(thread, dir, day)).toEqual(expected);
  expect(readdirSync(dir)).toEqual([expected.file.name]);
});
