import type { AdvisoryKind } from '@maximus/contracts';
import { isObject } from '../osv/fault.ts';
import { kindOf } from '../osv/kind.ts';
import type { IndexedRange, OsvAffected, OsvRecord } from '../types.ts';
import { baseOf, packageKey } from './package-key.ts';
import type { PackageEntry } from './packed-entry.ts';

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
  const kind = kindOf(record);
  const approximate = saysApproximate(record.database_specific);
  const out: KeyedEntry[] = [];
  for (const affected of record.affected ?? []) {
    if (affected.package !== undefined) out.push(entryOf(record, affected, kind, approximate));
  }
  return out;
}

function entryOf(record: OsvRecord, affected: OsvAffected, kind: AdvisoryKind, approximate: boolean): KeyedEntry {
  const { ecosystem, name } = affected.package as { ecosystem: string; name: string };
  const base = baseOf(ecosystem);
  const entry: PackageEntry = {
    id: record.id,
    ecosystem,
    name,
    kind,
    ranges: (affected.ranges ?? []) as readonly IndexedRange[],
    versions: affected.versions ?? [],
    ...(record.withdrawn === undefined ? {} : { withdrawn: record.withdrawn }),
    approximate: approximate || saysApproximate(affected.database_specific),
  };
  return { base, key: packageKey(base, name), entry };
}

function saysApproximate(specific: Readonly<Record<string, unknown>> | undefined): boolean {
  return isObject(specific) && specific.approximate_range === true;
}
