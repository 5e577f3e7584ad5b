import { afterEach, expect, it } from 'vitest';
import type { SourceItem } from '../sources/item.ts';
import { BuildThread } from './build-thread.ts';
import { type OnPrepared, PrepareQueue } from './prepare-queue.ts';
import { type PreparedRecord, prepareText, type Refused } from './prepared-record.ts';

let thread: BuildThread;
afterEach(() => thread.close());

const filler = 'ü"\\'.repeat(25_000);

/** Enough for the thread to start: records of one and of several packages, bad ones, and what is no record. */
function items(): SourceItem[] {
  return Array.from({ length: 100 }, (_, at): SourceItem => {
    const place = { origin: 'x.jsonl', line: at + 1 };
    if (at % 20 === 7) return { kind: 'fault', ...place, reason: 'too long' };
    if (at % 20 === 9) return { kind: 'record', ...place, text: Buffer.from(`{"id":"BAD-${at}","details":"${at}`) };
    if (at % 20 === 11) return { kind: 'record', ...place, text: Buffer.from(`{"id":"BAD-${at}"}`) };
    const affected = Array.from({ length: at % 3 }, (_none, nr) => ({
      package: { ecosystem: 'PyPI', name: `Größe_${nr}` },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }],
      ...(nr === 1 ? { versions: ['1.0', '2.0'] } : {}),
    }));
    const record = {
      modified: '2026-01-01T00:00:00Z',
      id: `X-${at}`,
      aliases: ['CVE-2026-1'],
      details: filler,
      affected,
    };
    return {
      kind: 'record',
      ...place,
      text: Buffer.from(JSON.stringify({ ...record, published: at % 2 ? '?' : null })),
    };
  });
}

/** Prepared texts as texts, whoever prepared them. */
function plain(prepared: PreparedRecord | Refused | undefined): unknown {
  return JSON.parse(
    JSON.stringify(prepared ?? null, (_key, value) =>
      value instanceof Uint8Array || value?.type === 'Buffer' ? Buffer.from(value).toString('utf8') : value,
    ),
  );
}

async function through(take: (seen: [SourceItem, unknown][]) => OnPrepared, all: readonly SourceItem[]) {
  const seen: [SourceItem, unknown][] = [];
  const queue = new PrepareQueue(thread, take(seen));
  for (const item of all) {
    queue.add(item);
    await queue.relieve();
  }
  await queue.settle();
  return seen;
}

const keep =
  (seen: [SourceItem, unknown][]): OnPrepared =>
  (item, prepared) =>
    seen.push([item, plain(prepared)]);

it('hands on what each record becomes, in order, whichever thread prepared it', async () => {
  thread = new BuildThread();
  const all = items();
  const seen = await through(keep, all);
  expect(thread.usable).toBe(true);
  expect(seen.map(([item]) => item)).toEqual(all);
  for (const [item, prepared] of seen)
    expect(prepared).toEqual(plain(item.kind === 'record' ? prepareText(item.text) : undefined));
});

it('does the work of a thread that ended, and goes on without it', async () => {
  thread = new BuildThread();
  const broken = thread.run('records', { bytes: new Uint8Array(), lengths: null as never }, []);
  const all = items();
  const seen = await through(keep, all);
  await expect(broken).rejects.toThrow();
  expect(thread.usable).toBe(false);
  expect(seen.map(([item]) => item)).toEqual(all);
  expect(seen.filter(([item, prepared]) => item.kind === 'record' && prepared === null)).toEqual([]);
});

it('hands on what came back before anybody waited for it', async () => {
  thread = new BuildThread();
  const seen: [SourceItem, unknown][] = [];
  const queue = new PrepareQueue(thread, keep(seen));
  const text = Buffer.from(
    JSON.stringify({ id: 'X-1', modified: '2026-01-01T00:00:00Z', details: 'x'.repeat(600_000) }),
  );
  // Each fills a batch, so that none is open at the end: the last are with the thread.
  const all = Array.from({ length: 9 }, (_, at): SourceItem => ({ kind: 'record', origin: 'x', line: at + 1, text }));
  for (const item of all) queue.add(item);
  expect(thread.inFlight).toBeGreaterThan(0);
  await expect.poll(() => thread.inFlight).toBe(0);
  await queue.settle();
  expect(seen.map(([item]) => item)).toEqual(all);
});

it('ends with what its taker throws', async () => {
  thread = new BuildThread();
  const taker = () => () => {
    throw new RangeError('no room');
  };
  await expect(through(taker, items().slice(0, 3))).rejects.toThrow('no room');
});
