import type { OsvRecord } from '../types.ts';
import { baseOf, packageKey } from './package-key.ts';
import type { PackageEntry } from './packed-entry.ts';
import { packageEntriesOf } from './record-entries.ts';

/** An entry and the key that finds it. */
export interface KeyedEntry {
  /** Base ecosystem. */
  readonly base: string;
  /** Normalised name. */
  readonly key: string;
  readonly entry: PackageEntry;
}

/** One entry per `affected[]` element that names a package, in record order. */
export function entriesOf(record: OsvRecord): KeyedEntry[] {
  return packageEntriesOf(record).map((entry) => {
    const base = baseOf(entry.ecosystem);
    return { base, key: packageKey(base, entry.name), entry };
  });
}
