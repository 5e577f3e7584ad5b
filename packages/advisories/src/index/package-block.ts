import type { PackageAdvisory } from '../types.ts';
import { type Head, unpack } from './packed-entry.ts';

/** One entry on its way into a block. */
export interface BlockEntry {
  readonly groupId: string;
  /** As received. */
  readonly name: string;
  /** JSON text of the entry's head; it is spliced, not parsed. */
  readonly head: string;
  /** JSON text of its list of versions. */
  readonly versions: string;
}

/** Group ids, the shared table of versions, heads, and for each head runs of (first place, count) in the table. */
interface Block {
  readonly g: readonly string[];
  readonly v: readonly string[];
  readonly h: readonly Head[];
  readonly r: readonly (readonly number[])[];
}

/**
 * All entries of one package as one small JSON text. Version lists of neighbouring advisories share one table and are
 * kept as runs in it, because feeds list the same releases again and again.
 */
export function encodeBlock(entries: readonly BlockEntry[]): string {
  const table = new VersionTable();
  const groups = entries.map((entry) => `"${entry.groupId}"`).join();
  const heads = entries.map((entry) => entry.head).join();
  const runs = entries
    .map((entry) => (entry.versions === '[]' ? '[]' : `[${table.runs(entry.versions).join()}]`))
    .join();
  return `{"g":[${groups}],"v":${JSON.stringify(table.list)},"h":[${heads}],"r":[${runs}]}`;
}

/** The entries of a block, in the order in which they were encoded. */
export function decodeBlock(text: string): PackageAdvisory[] {
  const block = JSON.parse(text) as Block;
  return block.h.map((head, place) =>
    unpack(head, versionsOf(block.r[place] ?? [], block.v), block.g[place] as string),
  );
}

/** The entries of a block as they are encoded again; a delta carries over those that did not change. */
export function reopenBlock(text: string): (BlockEntry & { readonly id: string })[] {
  const block = JSON.parse(text) as Block;
  return block.h.map((head, place) => ({
    id: head[0],
    groupId: block.g[place] as string,
    name: head[2],
    head: JSON.stringify(head),
    versions: JSON.stringify(versionsOf(block.r[place] ?? [], block.v)),
  }));
}

function versionsOf(runs: readonly number[], table: readonly string[]): string[] {
  const out: string[] = [];
  for (let i = 0; i < runs.length; i += 2) {
    const start = runs[i] as number;
    const end = start + (runs[i + 1] as number);
    for (let place = start; place < end; place += 1) out.push(table[place] as string);
  }
  return out;
}

class VersionTable {
  readonly list: string[] = [];
  private readonly places = new Map<string, number>();

  /** Pairs of (first place, count) for a list given as JSON text; what is new goes to the end of the table. */
  runs(versions: string): number[] {
    const runs: number[] = [];
    let next = -1;
    for (const version of JSON.parse(versions) as string[]) {
      const place = this.place(version);
      if (place === next) runs[runs.length - 1] = (runs.at(-1) as number) + 1;
      else runs.push(place, 1);
      next = place + 1;
    }
    return runs;
  }

  private place(version: string): number {
    let place = this.places.get(version);
    if (place === undefined) {
      place = this.list.length;
      this.places.set(version, place);
      this.list.push(version);
    }
    return place;
  }
}
