import { type BlockEntry, encodeBlock } from './package-block.ts';
import { boundOfHead } from './packed-entry.ts';
import type { SectionSink } from './section-sink.ts';
import { writeTable } from './table-writer.ts';

/**
 * Writes the table of one base ecosystem's packages, in its order the highest number at which any version of each is
 * affected (`highestAffected`), 32 bits each, and the list of their names as received.
 */
export function writePackages(
  out: SectionSink,
  base: string,
  packages: ReadonlyMap<string, () => readonly BlockEntry[]>,
): void {
  const names: string[] = [];
  const bounds = new Uint32Array(packages.size);
  let written = 0;
  const makers = [...packages.values()];
  writeTable(out, `pkg:${base}`, [...packages.keys()], (place) => {
    const entries = makers[place]?.() ?? [];
    bounds[written++] = entries.reduce((highest, { head }) => Math.max(highest, boundOfHead(head)), 0);
    if (entries[0] === undefined) return '';
    names.push(entries[0].name);
    return encodeBlock(entries);
  });
  out.section(`pkg:${base}.bounds`);
  out.write(new Uint8Array(bounds.buffer));
  out.section(`names:${base}`);
  out.write(Buffer.from(JSON.stringify(names.sort())));
}
