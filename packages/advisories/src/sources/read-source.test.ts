import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { zipOf } from '../testing/zip.ts';
import { contentItems } from './content.ts';
import type { SourceItem } from './item.ts';
import { Budget, defaultLimits, type SourceLimits } from './limits.ts';
import { readSource } from './read-source.ts';

let dir = '';

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'maximus-sources-'));
});

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

async function itemsOf(path: string, limits: Partial<SourceLimits> = {}): Promise<SourceItem[]> {
  const out: SourceItem[] = [];
  // Copied, because a reader may use its memory again.
  for await (const batch of readSource(path, new Budget({ ...defaultLimits, ...limits })))
    for (const item of batch) out.push('text' in item ? { ...item, text: Buffer.from(item.text) } : item);
  return out;
}

async function codeOf(path: string, limits: Partial<SourceLimits> = {}): Promise<string> {
  try {
    await itemsOf(path, limits);
    return 'read';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

function file(name: string, content: string | Buffer): string {
  writeFileSync(join(dir, name), content);
  return join(dir, name);
}

const texts = (items: readonly SourceItem[]) =>
  items.map((item) => ('text' in item ? item.text.toString() : item.reason));

test('any cut of the bytes gives the same records: lines, arrays and objects in a row', async () => {
  const value = fc.record({
    a: fc.string({ unit: 'binary' }),
    b: fc.array(fc.integer()),
    c: fc.constantFrom('}', '{"', '\\"', '],'),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(value, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 40 }),
      async (values, cut) => {
        const forms = [
          values.map((each) => JSON.stringify(each)).join('\n'),
          JSON.stringify(values),
          JSON.stringify(values, null, 2),
          values.map((each) => JSON.stringify(each, null, 1)).join('\n'),
        ];
        for (const form of forms) {
          const bytes = Buffer.from(form);
          const chunks = [];
          for (let at = 0; at < bytes.length; at += cut) chunks.push(bytes.subarray(at, at + cut));
          const out: unknown[] = [];
          for await (const batch of contentItems(chunks, 'x', defaultLimits))
            for (const item of batch) out.push('text' in item ? JSON.parse(item.text.toString()) : item);
          expect(out).toEqual(values);
        }
      },
    ),
  );
});

test('a line or record over the limit, and an end in the middle, cost themselves and are named', async () => {
  const long = JSON.stringify({ a: 'x'.repeat(200) });
  const limits = { recordBytes: 100 };
  expect(await itemsOf(file('a.jsonl', `{"n":1}\n${long}\n{"n":2}`), limits)).toMatchObject([
    { kind: 'record', line: 1 },
    { kind: 'fault', line: 2, reason: expect.stringContaining('longer than 100') },
    { kind: 'record', line: 3 },
  ]);
  expect(texts(await itemsOf(file('b.json', `[{"n":1},\n${long},\n{"n":2}]`), limits))).toEqual([
    '{"n":1}',
    expect.stringContaining('larger than 100'),
    '{"n":2}',
  ]);
  expect(texts(await itemsOf(file('c.json', '[\n{"n":1},\n{"n":')))).toEqual([
    '{"n":1}',
    expect.stringContaining('middle'),
  ]);
  expect(texts(await itemsOf(file('d.json', '[1, 2, {"n":1}]')))).toEqual([
    expect.stringContaining('no JSON object'),
    '{"n":1}',
  ]);
});

test('what is no data is refused with a reason', async () => {
  expect(texts(await itemsOf(file('a.json', '')))).toEqual(['it is empty']);
  expect(texts(await itemsOf(file('b.json', ' <!DOCTYPE html><p>')))).toEqual([expect.stringContaining('HTML')]);
  expect(texts(await itemsOf(file('c.json', 'PNG')))).toEqual([expect.stringContaining('neither')]);
  expect(await codeOf(join(dir, 'nowhere'))).toBe('advisories.source_unreadable');
  expect(await codeOf(file('d.gz', gzipSync('{"n":1}').subarray(0, 15)))).toBe('advisories.source_unreadable');
});

test('a zip gives its entries; one bad entry is a fault, and names are never paths', async () => {
  const zip = await zipOf({ 'x/1.json': '{"n":1}', 'xx/2.json': '{"n":2}', 'big.json': 'x'.repeat(300) });
  const path = file('a.zip', Buffer.from(zip.toString('latin1').replaceAll('xx/2', '../2'), 'latin1'));
  const items = await itemsOf(path, { recordBytes: 100 });
  expect(items.map(({ kind, origin }) => [kind, origin.slice(path.length)])).toEqual([
    ['record', '!x/1.json'],
    ['record', '!../2.json'],
    ['fault', '!big.json'],
  ]);
});

test('gzip and zip bombs stop early, by what comes out and not by what they claim', async () => {
  const zeros = Buffer.alloc(4 << 20, 0x20);
  const limits = { ratioFloorBytes: 1 << 20 };
  expect(await codeOf(file('bomb.gz', gzipSync(Buffer.concat([Buffer.from('{'), zeros]))), limits)).toBe(
    'advisories.source_too_large',
  );
  expect(await codeOf(file('plain.gz', gzipSync('{"n":1}')), { expandedBytes: 5 })).toBe('advisories.source_too_large');
  expect(await codeOf(file('large.json', '{"n":1}'), { compressedBytes: 5 })).toBe('advisories.source_too_large');
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`${n}.json`, '{"n":1}']));
  expect(await codeOf(file('many.zip', await zipOf(many)), { entries: 10 })).toBe('advisories.source_too_large');
  const packed = Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`${n}.json`, `{${' '.repeat(900_000)}}`]));
  expect(await codeOf(file('packed.zip', await zipOf(packed)), limits)).toBe('advisories.source_too_large');
});

test('a zip that lies about the size of an entry gets no more memory than a record', async () => {
  const lying = lyingZip(deflateRawSync(Buffer.alloc(50 << 20)), 10);
  const items = await itemsOf(file('lying.zip', lying));
  expect(items).toMatchObject([
    { kind: 'fault', reason: expect.stringContaining('does not expand within 1048576 bytes') },
  ]);
});

test('random bytes behind the signature of a zip never do more than fail', async () => {
  const whole = await zipOf({ '1.json': '{"n":1}', '2.json': '{"n":2}' });
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), async (at, byte, length) => {
      const broken = Buffer.from(whole);
      if (at > 4) broken[at] = byte;
      const path = file('broken.zip', broken.subarray(0, Math.max(4, length)));
      expect(['read', 'advisories.source_unreadable', 'advisories.source_too_large']).toContain(await codeOf(path));
    }),
    { numRuns: 200 },
  );
});

test('a folder is read in order of name; links, hidden files and other kinds are left out', async () => {
  mkdirSync(join(dir, 'f', 'b'), { recursive: true });
  mkdirSync(join(dir, 'f', '.git'));
  writeFileSync(join(dir, 'f', 'b', '1.json'), '{"n":1}');
  writeFileSync(join(dir, 'f', 'a.jsonl'), '{"n":0}');
  writeFileSync(join(dir, 'f', 'readme.md'), '# x');
  writeFileSync(join(dir, 'f', '.git', 'x.json'), '{}');
  writeFileSync(join(dir, 'f', 'z.json.gz'), 'not gzip at all');
  symlinkSync('/etc', join(dir, 'f', 'link.json'));
  expect(texts(await itemsOf(join(dir, 'f')))).toEqual(['{"n":0}', '{"n":1}', expect.stringContaining('neither')]);
});

/** One deflated entry whose headers claim another size. */
function lyingZip(data: Buffer, claimed: number): Buffer {
  const name = Buffer.from('a.json');
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(data.length, 18);
  local.writeUInt32LE(claimed, 22);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(20, 4);
  central.writeUInt16LE(20, 6);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(data.length, 20);
  central.writeUInt32LE(claimed, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + data.length, 16);
  return Buffer.concat([local, name, data, central, name, end]);
}
