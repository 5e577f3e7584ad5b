/** How names of an ecosystem are made equal; see ecosystem-names.ts. */
export type NameRule = 'as-is' | 'lower' | 'pypi' | 'cargo' | 'repository';

/** One row: what OSV calls it, its scheme and purl type where there are any, and its name rule. */
export interface EcosystemRow {
  readonly id: string;
  readonly scheme?: string;
  readonly purlType?: string;
  /** purl namespaces (lower case) of a type that several ecosystems share; absent where the type is this one's alone. */
  readonly vendors?: readonly string[];
  readonly names: NameRule;
}

/**
 * Every ecosystem that the OSV schema names, in its spelling (ossf/osv-schema, `ecosystems.json`, read in August 2026),
 * with the purl types of ECMA-427. A row without a scheme is known, but not comparable: its order is not written down
 * (Android, OSS-Fuzz, TuxCare), or depends on the suffix (Root), or is of a tool that has no scheme here yet.
 */
export const ecosystemRows: readonly EcosystemRow[] = [
  { id: 'AlmaLinux', scheme: 'rpm', purlType: 'rpm', vendors: ['almalinux'], names: 'as-is' },
  { id: 'Alpaquita', scheme: 'alpine', purlType: 'apk', vendors: ['alpaquita'], names: 'as-is' },
  { id: 'Alpine', scheme: 'alpine', purlType: 'apk', vendors: ['alpine'], names: 'as-is' },
  { id: 'Android', names: 'as-is' },
  { id: 'Azure Linux', scheme: 'rpm', purlType: 'rpm', vendors: ['azurelinux'], names: 'as-is' },
  { id: 'BellSoft Hardened Containers', scheme: 'alpine', purlType: 'apk', vendors: [], names: 'as-is' },
  { id: 'Bioconductor', scheme: 'cran', purlType: 'bioconductor', names: 'as-is' },
  { id: 'Bitnami', scheme: 'semver', purlType: 'bitnami', names: 'lower' },
  { id: 'CRAN', scheme: 'cran', purlType: 'cran', names: 'as-is' },
  { id: 'Chainguard', scheme: 'alpine', purlType: 'apk', vendors: ['chainguard'], names: 'as-is' },
  { id: 'CleanStart', names: 'as-is' },
  { id: 'ConanCenter', purlType: 'conan', names: 'as-is' },
  { id: 'Debian', scheme: 'debian', purlType: 'deb', vendors: ['debian'], names: 'as-is' },
  { id: 'Docker Hardened Images', names: 'as-is' },
  { id: 'Echo', scheme: 'debian', purlType: 'deb', vendors: ['echo'], names: 'as-is' },
  { id: 'FreeBSD', names: 'as-is' },
  { id: 'GHC', scheme: 'hackage', names: 'as-is' },
  { id: 'GitHub Actions', scheme: 'semver', purlType: 'githubactions', names: 'lower' },
  { id: 'Go', scheme: 'go', purlType: 'golang', names: 'as-is' },
  { id: 'Hackage', scheme: 'hackage', purlType: 'hackage', names: 'as-is' },
  { id: 'Hex', scheme: 'hex', purlType: 'hex', names: 'lower' },
  { id: 'Julia', scheme: 'semver', purlType: 'julia', names: 'as-is' },
  { id: 'Kubernetes', scheme: 'go', names: 'as-is' },
  { id: 'Linux', names: 'as-is' },
  { id: 'Mageia', scheme: 'rpm', purlType: 'rpm', vendors: ['mageia'], names: 'as-is' },
  { id: 'Maven', scheme: 'maven', purlType: 'maven', names: 'as-is' },
  { id: 'MinimOS', scheme: 'alpine', purlType: 'apk', vendors: ['minimos'], names: 'as-is' },
  { id: 'NuGet', scheme: 'nuget', purlType: 'nuget', names: 'lower' },
  { id: 'OSS-Fuzz', names: 'as-is' },
  { id: 'Packagist', scheme: 'packagist', purlType: 'composer', names: 'lower' },
  { id: 'Photon OS', scheme: 'rpm', purlType: 'rpm', vendors: ['photon'], names: 'as-is' },
  { id: 'Pub', scheme: 'pub', purlType: 'pub', names: 'lower' },
  { id: 'PyPI', scheme: 'pep440', purlType: 'pypi', names: 'pypi' },
  { id: 'Red Hat', scheme: 'rpm', purlType: 'rpm', vendors: ['redhat'], names: 'as-is' },
  {
    id: 'Rocky Linux',
    scheme: 'rpm',
    purlType: 'rpm',
    vendors: ['rocky-linux', 'rocky', 'rockylinux'],
    names: 'as-is',
  },
  { id: 'Root', names: 'as-is' },
  { id: 'RubyGems', scheme: 'rubygems', purlType: 'gem', names: 'as-is' },
  { id: 'SUSE', scheme: 'rpm', purlType: 'rpm', vendors: ['suse'], names: 'as-is' },
  { id: 'SwiftURL', scheme: 'semver', purlType: 'swift', names: 'repository' },
  { id: 'TuxCare', names: 'as-is' },
  { id: 'Ubuntu', scheme: 'debian', purlType: 'deb', vendors: ['ubuntu'], names: 'as-is' },
  { id: 'VSCode', scheme: 'semver', purlType: 'vscode-extension', names: 'lower' },
  { id: 'Wolfi', scheme: 'alpine', purlType: 'apk', vendors: ['wolfi'], names: 'as-is' },
  { id: 'crates.io', scheme: 'cargo', purlType: 'cargo', names: 'cargo' },
  { id: 'npm', scheme: 'npm', purlType: 'npm', names: 'as-is' },
  { id: 'opam', purlType: 'opam', names: 'as-is' },
  { id: 'openEuler', scheme: 'rpm', purlType: 'rpm', vendors: ['openeuler'], names: 'as-is' },
  { id: 'openSUSE', scheme: 'rpm', purlType: 'rpm', vendors: ['opensuse'], names: 'as-is' },
];
