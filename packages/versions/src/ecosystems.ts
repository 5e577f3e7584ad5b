import { nameRules } from './ecosystem-names.ts';
import { type EcosystemRow, ecosystemRows } from './ecosystems.data.ts';
import { schemes } from './registry.ts';
import type { Ecosystem, VersionScheme } from './types.ts';

/** Every ecosystem that the OSV schema names, by id. */
export const ecosystems: readonly Ecosystem[] = ecosystemRows.map(ecosystemOf);

const byId = new Map<string, Ecosystem>(ecosystems.map((each) => [each.id, each]));
const byLowerId = new Map<string, Ecosystem>(ecosystems.map((each) => [each.id.toLowerCase(), each]));
/** By `type`, and by `type/vendor` where several ecosystems share the type. */
const byPurl = new Map<string | undefined, Ecosystem>();
for (const row of ecosystemRows) {
  const keys = row.vendors?.map((vendor) => `${row.purlType}/${vendor}`) ?? [row.purlType];
  for (const key of keys) byPurl.set(key, ecosystemOf(row));
}

/** The ecosystem of an OSV name; a suffix behind `:` has no say, another case is forgiven. Nothing for unknown ones. */
export function ecosystem(id: string): Ecosystem | undefined {
  const base = withoutSuffix(id);
  return byId.get(base) ?? byLowerId.get(base.toLowerCase());
}

/** OSV's spelling without suffix (`debian:12` → `Debian`); an unknown name comes back without its suffix, as it is. */
export function baseEcosystem(id: string): string {
  return ecosystem(id)?.id ?? withoutSuffix(id);
}

/** The form by which two spellings of one package of an ecosystem are equal; an unknown ecosystem changes nothing. */
export function normaliseName(ecosystemId: string, name: string): string {
  return ecosystem(ecosystemId)?.normaliseName(name) ?? name;
}

/** The order of an ecosystem's versions; nothing where the ecosystem is unknown or has no scheme: never guessed. */
export function schemeFor(ecosystemId: string): VersionScheme | undefined {
  const scheme = ecosystem(ecosystemId)?.scheme;
  return scheme === undefined ? undefined : schemes.get(scheme);
}

/**
 * The ecosystem of a purl type; for `deb`, `apk` and `rpm` the namespace names the vendor (`opensuse`, `rocky-linux`).
 * Nothing where the type or the vendor is not known.
 */
export function ecosystemOfPurlType(type: string, namespace?: string): Ecosystem | undefined {
  const lower = type.toLowerCase();
  return byPurl.get(lower) ?? byPurl.get(`${lower}/${namespace?.toLowerCase()}`);
}

function ecosystemOf(row: EcosystemRow): Ecosystem {
  const base = { id: row.id, normaliseName: nameRules[row.names] };
  const withScheme = row.scheme === undefined ? base : { ...base, scheme: row.scheme };
  return row.purlType === undefined ? withScheme : { ...withScheme, purlType: row.purlType };
}

function withoutSuffix(id: string): string {
  const colon = id.indexOf(':');
  return colon < 0 ? id : id.slice(0, colon);
}
