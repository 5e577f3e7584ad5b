import { type BlockEntry, encodeBlock } from './package-block.ts';
import type { SectionSink } from './section-sink.ts';
import { writeTable } from './table-writer.ts';

/** Writes the table of one base ecosystem's packages and the list of their names as received. */
export function writePackages(
  out: SectionSink,
  base: string,
  packages: ReadonlyMap<string, () => readonly BlockEntry[]>,
): void {
  const names: string[] = [];
  const makers = [...packages.values()];
  writeTable(out, `pkg:${base}`, [...packages.keys()], (place) => {
    const entries = makers[place]?.() ?? [];
    if (entries[0] === undefined) return '';
    names.push(entries[0].name);
    return encodeBlock(entries);
  });
  out.section(`names:${base}`);
  out.write(Buffer.from(JSON.stringify(names.sort())));
}
