import type { IndexedRange, PackageAdvisory } from '@maximus/advisories';
import { compare } from '@maximus/versions';

type Event = IndexedRange['events'][number];

const mostVersions = 500;
const whole = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;
const bound = /^\d+(?:\.\d+){0,2}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;

/**
 * What some entries of the index affect, as a range of node-semver: ranges as comparators, listed versions one by one, and
 * `known`, versions that were judged as affected. `*` where everything is, or nothing of it can be written.
 */
export function npmRange(entries: readonly PackageAdvisory[], known: readonly string[]): string {
  const parts = new Set<string>();
  for (const { ranges, versions } of entries) {
    for (const { type, events } of ranges) if (type !== 'GIT') for (const part of intervals(events)) parts.add(part);
    for (const version of versions.slice(0, mostVersions)) if (whole.test(version)) parts.add(version);
  }
  if (parts.has('*')) return '*';
  if (parts.size === 0) for (const version of known) if (whole.test(version)) parts.add(version);
  return parts.size === 0 ? '*' : [...parts].join(' || ');
}

/** The stretches of an OSV range, in ascending order; an event that is no version is left out (OSV schema, "events"). */
function intervals(events: readonly Event[]): string[] {
  const sorted = events.filter((event) => isBound(versionOf(event))).sort(byVersion);
  const out: string[] = [];
  let from: string | undefined;
  for (const event of sorted) {
    if (event.introduced !== undefined) {
      from ??= event.introduced;
      continue;
    }
    if (from === undefined) continue;
    const end = event.last_affected !== undefined ? `<=${event.last_affected}` : `<${versionOf(event)}`;
    out.push(from === '0' ? end : `>=${from} ${end}`);
    from = undefined;
  }
  if (from !== undefined) out.push(from === '0' ? '*' : `>=${from}`);
  return out;
}

function versionOf({ introduced, fixed, last_affected, limit }: Event): string {
  return introduced ?? fixed ?? last_affected ?? limit ?? '';
}

function isBound(version: string): boolean {
  return bound.test(version);
}

function byVersion(a: Event, b: Event): number {
  const order = compare('npm', padded(versionOf(a)), padded(versionOf(b)));
  const difference = order.ok ? order.value : 0;
  // An end at the same version comes before the next beginning.
  return difference !== 0 ? difference : Number(a.introduced !== undefined) - Number(b.introduced !== undefined);
}

function padded(version: string): string {
  return version === '0' ? '0.0.0-0' : version;
}
