import { keyHash } from './key-hash.ts';
import type { SectionSink } from './section-sink.ts';

/**
 * Writes a table of unique keys as three sections: `<name>.data`, the entries in order of (hash, key), `<name>.hashes` and
 * `<name>.places`, the hash and the offset of each entry, 32 bits each. Hashes lie apart because they are all that a miss
 * needs. An entry is the key's length in UTF-16 units, a check
 * (entry-check.ts), then key and value in UTF-8. `valueAt` is called once per place of `keys`, in
 * table order, so values need not be in memory together. An empty value stands for "removed" in a segment that overlays
 * another.
 */
export function writeTable(
  out: SectionSink,
  name: string,
  keys: readonly string[],
  valueAt: (place: number) => string,
): void {
  const hashes = Uint32Array.from(keys, (key) => keyHash(key.toWellFormed()));
  const order = orderOf(keys, hashes);
  const sorted = new Uint32Array(keys.length);
  const offsets = new Uint32Array(keys.length);
  out.section(`${name}.data`);
  for (let i = 0; i < order.length; i += 1) {
    const place = order[i] as number;
    if (out.offset > 0xffffffff) throw new RangeError(`table ${name} passes 4 GiB`);
    sorted[i] = hashes[place] as number;
    offsets[i] = out.offset;
    const key = (keys[place] as string).toWellFormed();
    const text = key + valueAt(place).toWellFormed();
    out.writeEntry(key.length, text);
  }
  out.section(`${name}.hashes`);
  out.write(new Uint8Array(sorted.buffer));
  out.section(`${name}.places`);
  out.write(new Uint8Array(offsets.buffer));
}

/** Places by (hash, key). Hash and place share one number, exact below 2^21 keys, because numbers sort fast. */
function orderOf(keys: readonly string[], hashes: Uint32Array): number[] {
  if (keys.length >= 1 << 21) {
    const places = Array.from(keys, (_, place) => place);
    return settleTies(
      places.sort((a, b) => (hashes[a] as number) - (hashes[b] as number)),
      keys,
      hashes,
    );
  }
  const packed = Float64Array.from(hashes, (hash, place) => hash * 2 ** 21 + place).sort();
  return settleTies(
    Array.from(packed, (value) => value % 2 ** 21),
    keys,
    hashes,
  );
}

/** Puts keys of one hash, which lie together, in order of key. */
function settleTies(places: number[], keys: readonly string[], hashes: Uint32Array): number[] {
  const keyAt = (place: number) => (keys[place] as string).toWellFormed();
  for (let start = 0; start < places.length; ) {
    const hash = hashes[places[start] as number];
    let end = start + 1;
    while (end < places.length && hashes[places[end] as number] === hash) end += 1;
    if (end - start > 1) {
      const run = places.slice(start, end).sort((a, b) => (keyAt(a) < keyAt(b) ? -1 : 1));
      for (let i = 0; i < run.length; i += 1) places[start + i] = run[i] as number;
    }
    start = end;
  }
  return places;
}
