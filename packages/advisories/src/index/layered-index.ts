import type { Epss, Kev } from '@maximus/contracts';
import { schemeFor, type VersionScheme } from '@maximus/versions';
import { checkRecord } from '../osv/record.ts';
import type { AdvisoryIndex, AliasGroup, IndexManifest, OsvRecord, PackageAdvisory } from '../types.ts';
import type { Quarantined } from './build-report.ts';
import { entryCheck } from './entry-check.ts';
import { EpssTable } from './epss-table.ts';
import { GroupTable } from './group-table.ts';
import { unbounded } from './highest-affected.ts';
import { KevTable } from './kev-table.ts';
import { keyHash } from './key-hash.ts';
import { nearNames } from './near-names.ts';
import { decodeBlock } from './package-block.ts';
import { baseOf, packageKey } from './package-key.ts';
import { PackageTable } from './package-table.ts';
import { type BlockAddress, BlockReader } from './record-blocks.ts';
import { parseRecordRow, type RecordRow } from './segment-content.ts';
import type { SegmentReader } from './segment-reader.ts';
import { TableReader } from './table-reader.ts';

/** The files of one generation, open. */
export interface OpenFiles {
  /** Newest first: the delta, then the base. */
  readonly layers: readonly SegmentReader[];
  readonly kev?: SegmentReader;
  readonly epss?: SegmentReader;
}

class Layer {
  readonly segment: SegmentReader;
  readonly records: TableReader;
  readonly groups: GroupTable;
  readonly blocks: BlockReader;
  private readonly packages = new Map<string, PackageTable | undefined>();

  constructor(segment: SegmentReader) {
    this.segment = segment;
    this.records = new TableReader(segment, 'records');
    this.groups = new GroupTable(segment);
    this.blocks = new BlockReader(segment);
  }

  /** The packages of an ecosystem, whose index is read when the first of them is asked for. */
  packagesOf(base: string): PackageTable | undefined {
    if (!this.packages.has(base)) {
      const present = this.segment.has(`pkg:${base}.hashes`);
      this.packages.set(base, present ? new PackageTable(this.segment, base) : undefined);
    }
    return this.packages.get(base);
  }
}

/** One generation of the index: a base, what a delta lays over it, the catalogue and the forecasts. */
export class LayeredIndex implements AdvisoryIndex {
  readonly manifest: IndexManifest;
  readonly kevTable: KevTable | undefined;
  readonly epssTable: EpssTable | undefined;
  private readonly layers: readonly Layer[];
  private readonly files: OpenFiles;
  /** The ecosystem that was asked for last: packages of one come one after the other. */
  private judged: { readonly ecosystem: string; readonly base: string; readonly scheme: VersionScheme | undefined } = {
    ecosystem: '',
    base: '',
    scheme: undefined,
  };

  constructor(manifest: IndexManifest, files: OpenFiles) {
    this.manifest = manifest;
    this.files = files;
    this.layers = files.layers.map((segment) => new Layer(segment));
    this.kevTable = files.kev === undefined ? undefined : new KevTable(files.kev);
    this.epssTable = files.epss === undefined ? undefined : new EpssTable(files.epss);
  }

  /** Path of the base's file, which is never written again under its name; none for an index in memory. */
  get baseFile(): string | undefined {
    const file = this.files.layers.at(-1)?.file;
    return file === 'memory' ? undefined : file;
  }

  covers(ecosystem: string): boolean {
    return this.manifest.covered.includes(baseOf(ecosystem));
  }

  lookup(ecosystem: string, name: string): readonly PackageAdvisory[] {
    const base = baseOf(ecosystem);
    const text = this.packageText(base, packageKey(base, name));
    return text === undefined ? [] : decodeBlock(text);
  }

  rulesOut(ecosystem: string, name: string, version: string): boolean {
    if (this.judged.ecosystem !== ecosystem)
      this.judged = { ecosystem, base: baseOf(ecosystem), scheme: schemeFor(ecosystem) };
    const { base, scheme } = this.judged;
    if (scheme?.coarse === undefined) return false;
    const bound = this.bound(base, packageKey(base, name));
    if (bound < 0 || bound === unbounded) return bound < 0;
    const parsed = scheme.parse(version);
    const number = parsed.ok ? scheme.coarse(parsed.value) : undefined;
    return number !== undefined && number > bound;
  }

  groupOf(id: string): AliasGroup | undefined {
    return this.group(id.toLowerCase());
  }

  group(groupId: string): AliasGroup | undefined {
    for (const layer of this.layers) {
      const found = layer.groups.get(groupId);
      if (found !== undefined) return found ?? undefined;
    }
    return undefined;
  }

  record(id: string): OsvRecord | undefined {
    const raw = this.rawRecord(id);
    if (raw === undefined) return undefined;
    const checked = checkRecord(JSON.parse(raw.text));
    if (checked.ok) return checked.value.record;
    throw checked.error;
  }

  brief(id: string): OsvRecord | undefined {
    const found = this.recordEntry(id);
    if (found === undefined) return undefined;
    const [offset, length, check] = parseRecordRow(found.value).brief;
    const { segment } = found.layer;
    const bytes = segment.readPart('briefs', offset, length);
    const text = bytes.toString('utf8');
    if (entryCheck(0, text, () => bytes) !== check)
      throw segment.damaged(`the brief of ${id} is not as it was written`);
    return JSON.parse(text) as OsvRecord;
  }

  kev(cve: string): Kev | undefined {
    return this.kevTable?.get(cve);
  }

  epss(cve: string): Epss | undefined {
    return this.epssTable?.get(cve);
  }

  similarNames(ecosystem: string, name: string, limit: number): readonly string[] {
    const base = baseOf(ecosystem);
    const own = packageKey(base, name);
    const found: string[] = [];
    for (const candidate of nearNames(this.namesOf(base), name, Number.POSITIVE_INFINITY)) {
      if (found.length >= limit) break;
      // Malware often bears a name like that of a good package: whoever mistyped one must not be sent to it.
      const isGood = this.lookup(base, candidate).some(({ kind }) => kind !== 'malware');
      if (isGood && packageKey(base, candidate) !== own) found.push(candidate);
    }
    return found;
  }

  close(): void {
    for (const segment of this.files.layers) segment.close();
    this.files.kev?.close();
    this.files.epss?.close();
  }

  /** The JSON text of a record as it came in, with what the index notes of it. */
  rawRecord(id: string): { readonly text: string; readonly row: RecordRow } | undefined {
    const found = this.recordEntry(id);
    if (found === undefined) return undefined;
    const { row, address } = parseRecordRow(found.value);
    return { text: found.layer.blocks.read(address), row };
  }

  /** What the index notes of every record, in no particular order. */
  *recordRows(): Generator<RecordRow> {
    for (const place of this.layers.keys())
      for (const value of this.visibleRows(place)) yield parseRecordRow(value).row;
  }

  /** Every record with its text, in the order in which the texts lie, so that each block expands once. */
  *recordTexts(): Generator<{ readonly row: RecordRow; readonly text: string }> {
    for (const [place, layer] of this.layers.entries()) {
      const found: { row: RecordRow; address: BlockAddress }[] = [];
      for (const value of this.visibleRows(place)) found.push(parseRecordRow(value));
      found.sort((a, b) => a.address[0] - b.address[0] || a.address[2] - b.address[2]);
      for (const { row, address } of found) yield { row, text: layer.blocks.read(address) };
    }
  }

  /** Ids, in lower case, of the records that the delta carries or hides. */
  deltaIds(): string[] {
    const delta = this.layers.length < 2 ? undefined : this.layers[0];
    return delta === undefined ? [] : Array.from(delta.records.entries(), ({ key }) => key);
  }

  /** The same without its delta. It shares the open files: close only one of the two. */
  baseOnly(): LayeredIndex {
    return new LayeredIndex(this.manifest, { ...this.files, layers: this.files.layers.slice(-1) });
  }

  /** The encoded entries of a package, found by base ecosystem and normalised name. */
  packageText(base: string, key: string): string | undefined {
    for (const layer of this.layers) {
      const value = layer.packagesOf(base)?.get(key);
      if (value !== undefined) return value === '' ? undefined : value;
    }
    return undefined;
  }

  /** The number above which no version of a package is affected; `unbounded` where two layers have its hash, -1 where none has. */
  bound(base: string, key: string): number {
    const hash = keyHash(key.toWellFormed());
    let bound = -1;
    for (const layer of this.layers) {
      const found = layer.packagesOf(base)?.bound(hash);
      if (found === undefined) continue;
      if (bound >= 0) return unbounded;
      bound = found;
    }
    return bound;
  }

  /** What the index notes of a record, without reading its text. */
  row(id: string): RecordRow | undefined {
    const found = this.recordEntry(id);
    return found === undefined ? undefined : parseRecordRow(found.value).row;
  }

  /** Small facts of the files: version and digest of the catalogue, date and digest of the forecasts. */
  get tableMeta(): {
    readonly kev: Readonly<Record<string, unknown>>;
    readonly epss: Readonly<Record<string, unknown>>;
  } {
    return { kev: this.files.kev?.meta ?? {}, epss: this.files.epss?.meta ?? {} };
  }

  /** What builds and updates left out, as far as the files carry it. */
  losses(): readonly Quarantined[] {
    return this.files.layers.flatMap((segment) => {
      const bytes = segment.readAll('quarantine');
      return bytes.length === 0 ? [] : (JSON.parse(bytes.toString('utf8')) as Quarantined[]);
    });
  }

  /** The entry of the newest layer that speaks of the record; `undefined` when none does or it is marked as removed. */
  private recordEntry(id: string): { value: string; layer: Layer } | undefined {
    const key = id.toLowerCase();
    for (const layer of this.layers) {
      const value = layer.records.get(key);
      if (value !== undefined) return value.length === 0 ? undefined : { value, layer };
    }
    return undefined;
  }

  /** The rows of one layer that no newer layer replaces or removes. */
  private *visibleRows(place: number): Generator<string> {
    const above = this.layers.slice(0, place);
    for (const { key, value } of this.layers[place]?.records.entries() ?? []) {
      if (value !== '' && above.every((upper) => upper.records.get(key) === undefined)) yield value;
    }
  }

  private namesOf(base: string): Set<string> {
    const names = new Set<string>();
    for (const layer of this.layers) {
      const bytes = layer.segment.readAll(`names:${base}`);
      const list: unknown = bytes.length === 0 ? [] : JSON.parse(bytes.toString('utf8'));
      if (Array.isArray(list)) for (const name of list) names.add(String(name));
    }
    return names;
  }
}
