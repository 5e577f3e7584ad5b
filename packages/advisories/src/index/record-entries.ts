import type { AdvisoryKind } from '@maximus/contracts';
import { isObject } from '../osv/fault.ts';
import { kindOf } from '../osv/kind.ts';
import type { IndexedRange, OsvAffected, OsvRecord } from '../types.ts';
import type { PackageEntry } from './packed-entry.ts';

/** One entry per `affected[]` element that names a package, in record order, without the key that finds it. */
export function packageEntriesOf(record: OsvRecord): PackageEntry[] {
  const kind = kindOf(record);
  const approximate = saysApproximate(record.database_specific);
  const out: PackageEntry[] = [];
  for (const affected of record.affected ?? []) {
    if (affected.package !== undefined) out.push(entryOf(record, affected, kind, approximate));
  }
  return out;
}

function entryOf(record: OsvRecord, affected: OsvAffected, kind: AdvisoryKind, approximate: boolean): PackageEntry {
  const { ecosystem, name } = affected.package as { ecosystem: string; name: string };
  return {
    id: record.id,
    ecosystem,
    name,
    kind,
    ranges: (affected.ranges ?? []) as readonly IndexedRange[],
    versions: affected.versions ?? [],
    ...(record.withdrawn === undefined ? {} : { withdrawn: record.withdrawn }),
    approximate: approximate || saysApproximate(affected.database_specific),
  };
}

function saysApproximate(specific: Readonly<Record<string, unknown>> | undefined): boolean {
  return isObject(specific) && specific.approximate_range === true;
}
