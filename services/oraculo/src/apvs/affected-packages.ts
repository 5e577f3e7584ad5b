import type { OsvAffected, OsvRecord } from '@maximus/advisories';
import type { AffectedPackage } from '@maximus/contracts';
import { normaliseName, schemeFor } from '@maximus/versions';

const maxPackages = 100;
const maxRanges = 50;
const maxEvents = 200;
const maxVersions = 100;

type Range = AffectedPackage['ranges'][number];

/** The packages that the records of a group name, each once, with the ranges of all of them (apv.md §2). */
export function affectedPackages(records: readonly OsvRecord[]): AffectedPackage[] {
  const byName = new Map<string, OsvAffected[]>();
  for (const { affected } of records) {
    for (const each of affected ?? []) {
      if (each.package === undefined) continue;
      const { ecosystem, name } = each.package;
      const key = `${ecosystem}\0${normaliseName(ecosystem, name)}`;
      const list = byName.get(key);
      if (list !== undefined) list.push(each);
      else if (byName.size < maxPackages) byName.set(key, [each]);
    }
  }
  return [...byName.values()].map(packageOf);
}

function packageOf(entries: readonly OsvAffected[]): AffectedPackage {
  const { ecosystem = '', name = '', purl } = entries[0]?.package ?? {};
  const ranges = new Map<string, Range>();
  for (const { type, events } of entries.flatMap((entry) => entry.ranges ?? [])) {
    const range = { type, events: events.slice(0, maxEvents).map((event) => ({ ...event }) as Record<string, string>) };
    if (ranges.size < maxRanges) ranges.set(JSON.stringify(range), range);
  }
  const events = [...ranges.values()].filter(({ type }) => type !== 'GIT').flatMap((range) => range.events);
  const named = (word: string) => events.flatMap((event) => event[word] ?? []);
  const fixed = sorted(ecosystem, named('fixed'));
  const [introduced] = sorted(ecosystem, named('introduced'));
  const lastAffected = sorted(ecosystem, named('last_affected')).at(-1);
  return {
    ecosystem,
    name,
    ...(purl === undefined ? {} : { purl }),
    ranges: [...ranges.values()],
    versions: [...new Set(entries.flatMap((entry) => entry.versions ?? []))].slice(0, maxVersions),
    fixed_versions: fixed,
    ...(introduced === undefined ? {} : { introduced }),
    ...(lastAffected === undefined ? {} : { last_affected: lastAffected }),
    has_fix: fixed.length > 0,
  };
}

/** Distinct versions in the order of their scheme; as text where they cannot be compared. */
function sorted(ecosystem: string, versions: readonly string[]): string[] {
  const distinct = [...new Set(versions)].slice(0, maxVersions);
  const scheme = schemeFor(ecosystem);
  const parsed = distinct.map((raw) => scheme?.parse(raw));
  if (scheme === undefined || parsed.some((each) => each?.ok !== true)) return distinct.sort();
  return parsed
    .flatMap((each) => (each?.ok === true ? [each.value] : []))
    .sort((a, b) => scheme.order(a, b))
    .map(({ raw }) => raw);
}
