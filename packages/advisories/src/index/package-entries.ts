import type { AdvisoryKind } from '@maximus/contracts';
import type { RangeEvent } from '@maximus/versions';
import { isObject } from '../osv/fault.ts';
import { kindOf } from '../osv/kind.ts';
import type { IndexedRange, OsvAffected, OsvRecord, PackageAdvisory } from '../types.ts';
import { baseOf, packageKey } from './package-key.ts';

/** A `PackageAdvisory` before its group is known, with the key that finds it. */
export interface PackageEntry extends Omit<PackageAdvisory, 'groupId' | 'fixedVersions'> {
  /** Base ecosystem. */
  readonly base: string;
  /** Normalised name. */
  readonly key: string;
}

/** One entry per `affected[]` element that names a package, in record order. */
export function entriesOf(record: OsvRecord): PackageEntry[] {
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
  const base = baseOf(ecosystem);
  return {
    base,
    key: packageKey(base, name),
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

/** The versions named by `fixed` events, as written, in record order, each once. */
export function fixedVersionsOf(ranges: readonly IndexedRange[]): string[] {
  const out = new Set<string>();
  for (const range of ranges) {
    if (range.type === 'GIT') continue;
    for (const event of range.events as readonly RangeEvent[]) if (event.fixed !== undefined) out.add(event.fixed);
  }
  return [...out];
}
