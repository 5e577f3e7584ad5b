import { ecosystem as ecosystemOf, ecosystemOfPurlType } from '@maximus/versions';
import { ubuntuEcosystem } from '../os-release/index.ts';
import {
  bySource,
  debianReleases,
  distributions,
  namespaceAliases,
  separators,
  sharedTypes,
  typeAliases,
} from './ecosystems.data.ts';
import { encodePart } from './encode.ts';
import { buildPurl, formatPurl, type Purl } from './purl.ts';

/** A package as advisories name it. */
export interface PackageName {
  /** OSV spelling, with suffix where the purl tells the release: `Debian:12`, `Ubuntu:22.04:LTS`. */
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
  const vendor = distributions.get(base);
  const type = ecosystemOf(base)?.purlType ?? 'generic';
  // Without a namespace a type that distributions share does not tell which of them is meant.
  const parts = { type: vendor === undefined && sharedTypes.has(type) ? 'generic' : type, ...splitName(base, name) };
  const distro =
    vendor !== undefined && release !== '' && qualifiers?.distro === undefined
      ? { distro: `${vendor}-${writtenRelease(base, release)}` }
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

/**
 * The OSV package a purl means; `undefined` for a type that no OSV ecosystem uses. Of a binary package of a distribution
 * that is the source package, where `upstream` names it: advisories are kept by source.
 */
export function packageOfPurl(purl: Purl): PackageName | undefined {
  const namespace = namespaceAliases.get(purl.namespace ?? '') ?? purl.namespace;
  const found = ecosystemOfPurlType(typeAliases.get(purl.type) ?? purl.type, namespace);
  if (found === undefined) return undefined;
  const { id } = found;
  const version = purl.version === undefined ? {} : { version: versionOf(purl) };
  const vendor = distributions.get(id);
  if (vendor !== undefined) {
    const release = distroRelease(id, vendor, purl.qualifiers?.distro);
    const source = bySource.has(id) ? sourceOf(purl) : undefined;
    const ecosystem = ubuntuEcosystem(release === '' ? id : `${id}:${release}`);
    return { ecosystem, name: purl.name, ...version, ...source };
  }
  const prefix = purl.namespace === undefined ? '' : `${purl.namespace}${separators.get(id) ?? '/'}`;
  return { ecosystem: id, name: prefix + purl.name, ...version };
}

/** `upstream=openssl` or `upstream=openssl@1.1.1n-0`; without it a binary package has the name of its source. */
function sourceOf(purl: Purl): { name: string; version?: string } | undefined {
  const upstream = purl.qualifiers?.upstream;
  if (upstream === undefined || upstream === '') return undefined;
  const at = upstream.lastIndexOf('@');
  return at <= 0 ? { name: upstream } : { name: upstream.slice(0, at), version: upstream.slice(at + 1) };
}

function npmPurl(name: string, version: string | undefined): string {
  const slash = name.startsWith('@') ? name.indexOf('/') : -1;
  const path =
    slash <= 1 || slash === name.length - 1
      ? encodePart(name)
      : `%40${encodePart(name.slice(1, slash))}/${encodePart(name.slice(slash + 1))}`;
  return version === undefined || version === '' ? `pkg:npm/${path}` : `pkg:npm/${path}@${encodePart(version)}`;
}

function splitName(ecosystem: string, name: string): { namespace?: string; name: string } {
  const vendor = distributions.get(ecosystem);
  if (vendor !== undefined) return { namespace: vendor, name };
  const separator = separators.get(ecosystem);
  if (separator === undefined || (ecosystem === 'npm' && !name.startsWith('@'))) return { name };
  const at = name.lastIndexOf(separator);
  return at <= 0 || at === name.length - 1 ? { name } : { namespace: name.slice(0, at), name: name.slice(at + 1) };
}

/** RPM keeps the epoch apart from the version; OSV's versions carry it in front. */
function versionOf(purl: Purl): string {
  const version = purl.version ?? '';
  const epoch = purl.qualifiers?.epoch;
  return purl.type === 'rpm' && epoch !== undefined && !version.includes(':') ? `${epoch}:${version}` : version;
}

/** `v3.20` as `3.20`, `22.04:LTS` as `22.04`: the release as the distribution writes it. */
function writtenRelease(ecosystem: string, release: string): string {
  if (ecosystem === 'Alpine') return release.replace(/^v/, '');
  return ecosystem === 'Ubuntu' ? release.replace(/:LTS$/, '') : release;
}

/** `debian-12`, `bookworm`, `12.4` and `12` all mean release 12; `alpine-3.20.3` means v3.20. */
function distroRelease(ecosystem: string, vendor: string, distro: string | undefined): string {
  if (distro === undefined) return '';
  const lowered = distro.toLowerCase();
  const release = lowered.startsWith(`${vendor}-`) ? lowered.slice(vendor.length + 1) : lowered;
  if (ecosystem === 'Debian') return debianReleases.get(release) ?? /^\d+/.exec(release)?.[0] ?? '';
  if (ecosystem === 'Alpine') {
    const numbers = /^v?(\d+\.\d+)/.exec(release)?.[1];
    return numbers === undefined ? '' : `v${numbers}`;
  }
  // Older files of ours say `ubuntu-22.04:LTS`.
  if (ecosystem === 'Ubuntu') return /^\d+\.\d+/.exec(release)?.[0] ?? '';
  return /^\d/.test(release) ? release : '';
}
