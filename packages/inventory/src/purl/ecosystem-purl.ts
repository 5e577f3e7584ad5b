import { debianReleases, namespaceAliases, type PurlEcosystem, purlEcosystems } from './ecosystems.data.ts';
import { encodePart } from './encode.ts';
import { buildPurl, formatPurl, type Purl } from './purl.ts';

const byEcosystem = new Map(purlEcosystems.map((row) => [row.ecosystem, row]));

/** A package as advisories name it. */
export interface PackageName {
  /** OSV spelling, with suffix where the purl tells the release: `Debian:12`. */
  readonly ecosystem: string;
  readonly name: string;
  readonly version?: string;
}

/**
 * The canonical purl of a package given by its OSV ecosystem and OSV name (`@scope/x`, `group:artifact`, full module
 * path). An ecosystem without a purl type gives `pkg:generic/…`. The suffix of a distribution (`Debian:12`) becomes the
 * qualifier `distro=debian-12` unless one is given. `name` must not be empty.
 * @example
 * createPurl('Maven', 'org.apache:io', '1.3'); // 'pkg:maven/org.apache/io@1.3'
 */
export function createPurl(
  ecosystem: string,
  name: string,
  version?: string,
  qualifiers?: Readonly<Record<string, string>>,
): string {
  if (ecosystem === 'npm' && qualifiers === undefined) return npmPurl(name, version);
  const colon = ecosystem.indexOf(':');
  const base = colon === -1 ? ecosystem : ecosystem.slice(0, colon);
  const release = colon === -1 ? '' : ecosystem.slice(colon + 1);
  const row = byEcosystem.get(base) ?? { ecosystem: base, type: 'generic' };
  const parts = { type: row.type, ...splitName(row, name) };
  const distro =
    row.namespace !== undefined && release !== '' && qualifiers?.distro === undefined
      ? { distro: `${row.namespace}-${releaseOf(row, release)}` }
      : {};
  const all = { ...shortOnes(qualifiers), ...distro };
  const built = buildPurl({ ...parts, version, qualifiers: all });
  // A part that its type forbids must not lose the component: it is written as it stands and refused when it is read.
  return formatPurl(built.ok ? built.value : { ...parts, ...(version === undefined ? {} : { version }) });
}

/** Longest value of a qualifier that is written; no address that a tool fetches from comes near. */
const maxQualifier = 2048;

/** One address may stand for all packages of a file: a hostile one must not be repeated in every purl. */
function shortOnes(qualifiers: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(qualifiers ?? {}).filter(([, value]) => value.length <= maxQualifier));
}

/** The OSV package a purl means; `undefined` for a type that no OSV ecosystem uses. */
export function packageOfPurl(purl: Purl): PackageName | undefined {
  const namespace = namespaceAliases.get(purl.namespace ?? '') ?? purl.namespace;
  const row =
    purlEcosystems.find(
      (each) => each.type === purl.type && each.namespace !== undefined && each.namespace === namespace,
    ) ?? purlEcosystems.find((each) => each.type === purl.type && each.namespace === undefined);
  if (row === undefined) return undefined;
  const version = purl.version === undefined ? {} : { version: versionOf(purl) };
  if (row.namespace !== undefined) {
    const release = distroRelease(row, purl.qualifiers?.distro);
    return { ecosystem: release === '' ? row.ecosystem : `${row.ecosystem}:${release}`, name: purl.name, ...version };
  }
  const prefix = purl.namespace === undefined ? '' : `${purl.namespace}${row.separator ?? '/'}`;
  return { ecosystem: row.ecosystem, name: prefix + purl.name, ...version };
}

function npmPurl(name: string, version: string | undefined): string {
  const slash = name.startsWith('@') ? name.indexOf('/') : -1;
  const path =
    slash <= 1 || slash === name.length - 1
      ? encodePart(name)
      : `%40${encodePart(name.slice(1, slash))}/${encodePart(name.slice(slash + 1))}`;
  return version === undefined || version === '' ? `pkg:npm/${path}` : `pkg:npm/${path}@${encodePart(version)}`;
}

function splitName(row: PurlEcosystem, name: string): { namespace?: string; name: string } {
  if (row.namespace !== undefined) return { namespace: row.namespace, name };
  if (row.separator === undefined) return { name };
  if (row.type === 'npm' && !name.startsWith('@')) return { name };
  const at = name.lastIndexOf(row.separator);
  return at <= 0 || at === name.length - 1 ? { name } : { namespace: name.slice(0, at), name: name.slice(at + 1) };
}

/** RPM keeps the epoch apart from the version; OSV's versions carry it in front. */
function versionOf(purl: Purl): string {
  const version = purl.version ?? '';
  const epoch = purl.qualifiers?.epoch;
  return purl.type === 'rpm' && epoch !== undefined && !version.includes(':') ? `${epoch}:${version}` : version;
}

function releaseOf(row: PurlEcosystem, release: string): string {
  return row.ecosystem === 'Alpine' ? release.replace(/^v/, '') : release;
}

/** `debian-12`, `bookworm`, `12.4` and `12` all mean release 12; `alpine-3.20.3` means v3.20. */
function distroRelease(row: PurlEcosystem, distro: string | undefined): string {
  if (distro === undefined) return '';
  const lowered = distro.toLowerCase();
  const prefix = `${row.namespace}-`;
  const release = lowered.startsWith(prefix) ? lowered.slice(prefix.length) : lowered;
  if (row.ecosystem === 'Debian') return debianReleases.get(release) ?? /^\d+/.exec(release)?.[0] ?? '';
  if (row.ecosystem === 'Alpine') {
    const numbers = /^v?(\d+\.\d+)/.exec(release)?.[1];
    return numbers === undefined ? '' : `v${numbers}`;
  }
  return /^\d/.test(release) ? release : '';
}
