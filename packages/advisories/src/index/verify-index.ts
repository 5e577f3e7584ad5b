import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { isAppError, ok, type Result } from '@maximus/kernel';
import { briefOf } from '../osv/brief.ts';
import { canonicalDigest } from '../osv/canonical.ts';
import { checkRecord } from '../osv/record.ts';
import type { OnProgress } from './build-report.ts';
import { digestOfForecasts } from './epss-writer.ts';
import { highestAffected } from './highest-affected.ts';
import type { LayeredIndex } from './layered-index.ts';
import { digestOf, manifestOf } from './manifest.ts';
import { openGenerationOf } from './open-index.ts';
import { decodeBlock } from './package-block.ts';
import { entriesOf } from './package-entries.ts';
import type { IndexFile, Pointer } from './pointer.ts';
import type { RecordRow } from './segment-content.ts';
import type { SegmentReader } from './segment-reader.ts';

/** The outcome of a verification; an empty list of faults means that everything held. */
export interface Verification {
  readonly digest: string;
  readonly records: number;
  readonly packages: number;
  readonly files: readonly { readonly name: string; readonly size: number }[];
  /** What did not hold, at most 100. */
  readonly faults: readonly string[];
  /** Files in the folder that belong to no generation, such as leftovers of a killed build. */
  readonly strays: readonly string[];
  readonly durationMs: number;
}

const mostFaults = 100;

/**
 * Reads all of an index again: every file against its checksum, every record against its digest, every package's entries
 * against the records that name it, every group, and the manifest's digest from all of it. Fails only when the index
 * does not open.
 */
export async function verifyIndex(dir: string, onProgress?: OnProgress): Promise<Result<Verification>> {
  const started = performance.now();
  const opened = openGenerationOf(dir);
  if (!opened.ok) return opened;
  const { index, pointer, segments } = opened.value;
  const faults = new Faults();
  try {
    for (const file of pointer.files) {
      onProgress?.({ type: 'source', source: file.name });
      await verifyFile(segments.get(file.role), file, faults);
    }
    const packages = verifyContent(index, faults, onProgress);
    return ok({
      digest: index.manifest.digest,
      records: index.manifest.records,
      packages,
      files: pointer.files.map(({ name, size }) => ({ name, size })),
      faults: faults.list,
      strays: await straysIn(dir, pointer),
      durationMs: performance.now() - started,
    });
  } finally {
    index.close();
  }
}

class Faults {
  readonly list: string[] = [];

  add(text: string): void {
    if (this.list.length < mostFaults) this.list.push(text);
  }

  /** Damage that a reader meets is a fault of the index, not the end of its verification. */
  guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!isAppError(error)) throw error;
      this.add(error.message);
    }
  }
}

/** Through the file that is open: its name may be gone, where a writer has made two generations since. */
async function verifyFile(segment: SegmentReader | undefined, file: IndexFile, faults: Faults): Promise<void> {
  const hash = createHash('sha256');
  try {
    for (const chunk of segment?.bytes() ?? []) {
      hash.update(chunk);
      await new Promise(setImmediate);
    }
  } catch (error) {
    if (!isAppError(error)) throw error;
    faults.add(error.message);
  }
  if (hash.digest('hex') !== file.sha256) faults.add(`${file.name} does not have its checksum`);
}

function verifyContent(index: LayeredIndex, faults: Faults, onProgress?: OnProgress): number {
  const rows: RecordRow[] = [];
  const named = new Map<string, number>();
  faults.guard(() => {
    for (const { row, text } of index.recordTexts()) {
      rows.push(row);
      faults.guard(() => verifyRecord(index, row, text, named, faults));
      if (rows.length % 1000 === 0) onProgress?.({ type: 'read', source: 'records', records: rows.length, bytes: 0 });
    }
  });
  for (const [place, count] of named) faults.guard(() => verifyPackage(index, place, count, faults));
  faults.guard(() => verifyManifest(index, rows, faults));
  return named.size;
}

function verifyRecord(
  index: LayeredIndex,
  row: RecordRow,
  text: string,
  named: Map<string, number>,
  faults: Faults,
): void {
  const value: unknown = JSON.parse(text);
  const checked = checkRecord(value);
  if (!checked.ok || checked.value.record.id !== row.id || canonicalDigest(value) !== row.digest) {
    faults.add(`${row.id} is not what was indexed`);
    return;
  }
  const { record } = checked.value;
  if (JSON.stringify(index.brief(row.id)) !== JSON.stringify(briefOf(record)))
    faults.add(`the brief of ${row.id} is not made from it`);
  for (const { base, key } of entriesOf(record)) {
    const place = `${base}\0${key}`;
    named.set(place, (named.get(place) ?? 0) + 1);
  }
  const group = index.groupOf(row.id);
  if (!group?.recordIds.includes(row.id)) faults.add(`${row.id} is in no group`);
  for (const alias of record.aliases ?? []) {
    if (index.groupOf(alias)?.id !== group?.id) faults.add(`${row.id} and its alias ${alias} are in two groups`);
  }
}

function verifyPackage(index: LayeredIndex, place: string, count: number, faults: Faults): void {
  const split = place.indexOf('\0');
  const base = place.slice(0, split);
  const text = index.packageText(base, place.slice(split + 1));
  const entries = text === undefined ? [] : decodeBlock(text);
  const label = `${base} ${place.slice(split + 1)}`;
  if (entries.length !== count)
    faults.add(`${label} has ${entries.length} entries, and records name it ${count} times`);
  const bound = index.bound(base, place.slice(split + 1));
  if (entries.some((entry) => highestAffected(entry) > bound)) faults.add(`the bound of ${label} is below its entries`);
  for (const entry of entries)
    if (index.groupOf(entry.id)?.id !== entry.groupId)
      faults.add(`${label}: ${entry.id} is not in group ${entry.groupId}`);
}

function verifyManifest(index: LayeredIndex, rows: readonly RecordRow[], faults: Faults): void {
  const { manifest, kevTable, epssTable } = index;
  const again = manifestOf({
    rows,
    generation: manifest.generation,
    builtAtMs: Date.parse(manifest.builtAt),
    quarantined: manifest.quarantined,
    sources: manifest.sources,
    kevDigest: kevTable === undefined ? '' : digestOf(kevTable.entries().map((entry) => JSON.stringify(entry))),
    epssDigest: epssTable === undefined ? '' : digestOfForecasts(epssTable),
  });
  if (again.records !== manifest.records)
    faults.add(`there are ${again.records} records, the manifest says ${manifest.records}`);
  if (again.digest !== manifest.digest) faults.add('the content does not have the digest of the manifest');
  if (JSON.stringify(again.ecosystems) !== JSON.stringify(manifest.ecosystems))
    faults.add('the counts by ecosystem are not those of the manifest');
}

async function straysIn(dir: string, pointer: Pointer): Promise<string[]> {
  const known = new Set([...pointer.files.map(({ name }) => name), ...pointer.previous]);
  const names = await readdir(dir);
  return names.filter((name) => name.startsWith('tmp-') || (name.endsWith('.seg') && !known.has(name))).sort();
}
