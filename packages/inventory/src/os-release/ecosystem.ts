import type { OsRelease } from './read.ts';

/** Ids of distributions and their OSV ecosystem; the function gives the suffix, `undefined` where it cannot be told. */
const ecosystems = new Map<string, (version: string | undefined) => string | undefined>([
  ['alpine', (version) => suffixed('Alpine', alpineBranch(version))],
  ['chainguard', () => 'Chainguard'],
  ['debian', (version) => suffixed('Debian', /^\d+/.exec(version ?? '')?.[0])],
  ['ubuntu', (version) => suffixed('Ubuntu', /^\d+\.\d+/.exec(version ?? '')?.[0], ubuntuEcosystem)],
  ['wolfi', () => 'Wolfi'],
]);

/**
 * The OSV ecosystem of a release: `Debian:12`, `Ubuntu:22.04:LTS`, `Alpine:v3.20`; `undefined` for a distribution or a
 * rolling release that has none. Rule: OSV schema, "Defined ecosystems".
 */
export function ecosystemOfRelease(release: OsRelease): string | undefined {
  return ecosystems.get(release.id)?.(release.versionId);
}

/** OSV marks Ubuntu's long-term releases (April of even years) with `:LTS`; any other ecosystem comes back as it is. */
export function ubuntuEcosystem(ecosystem: string): string {
  const year = /^Ubuntu:(\d\d)\.04$/.exec(ecosystem)?.[1];
  return year !== undefined && Number(year) % 2 === 0 ? `${ecosystem}:LTS` : ecosystem;
}

function suffixed(base: string, suffix: string | undefined, finish = (text: string) => text): string | undefined {
  return suffix === undefined ? undefined : finish(`${base}:${suffix}`);
}

/** Releases are named by branch; a version with a date or `_alpha` is of the rolling branch `edge`. */
function alpineBranch(version: string | undefined): string | undefined {
  if (version === undefined) return undefined;
  if (version === 'edge' || version.includes('_alpha')) return 'edge';
  const branch = /^v?(\d+\.\d+)/.exec(version)?.[1];
  return branch === undefined ? undefined : `v${branch}`;
}
