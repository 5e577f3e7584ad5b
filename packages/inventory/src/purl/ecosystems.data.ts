/** How an OSV ecosystem writes its packages as purls. */
export interface PurlEcosystem {
  /** OSV spelling without suffix. */
  readonly ecosystem: string;
  readonly type: string;
  /** Fixed namespace of a distribution; also how a purl of a shared type tells its ecosystem. */
  readonly namespace?: string;
  /** What separates namespace and name inside the OSV name; absent where the whole is the name. */
  readonly separator?: ':' | '/';
}

/** OSV ecosystems that have a purl type. */
export const purlEcosystems: readonly PurlEcosystem[] = [
  { ecosystem: 'AlmaLinux', type: 'rpm', namespace: 'almalinux' },
  { ecosystem: 'Alpine', type: 'apk', namespace: 'alpine' },
  { ecosystem: 'Bitnami', type: 'bitnami' },
  { ecosystem: 'Chainguard', type: 'apk', namespace: 'chainguard' },
  { ecosystem: 'ConanCenter', type: 'conan' },
  { ecosystem: 'CRAN', type: 'cran' },
  { ecosystem: 'Debian', type: 'deb', namespace: 'debian' },
  { ecosystem: 'GitHub Actions', type: 'github', separator: '/' },
  { ecosystem: 'Go', type: 'golang', separator: '/' },
  { ecosystem: 'Hackage', type: 'hackage' },
  { ecosystem: 'Hex', type: 'hex', separator: '/' },
  { ecosystem: 'Julia', type: 'julia' },
  { ecosystem: 'Mageia', type: 'rpm', namespace: 'mageia' },
  { ecosystem: 'Maven', type: 'maven', separator: ':' },
  { ecosystem: 'npm', type: 'npm', separator: '/' },
  { ecosystem: 'NuGet', type: 'nuget' },
  { ecosystem: 'openEuler', type: 'rpm', namespace: 'openeuler' },
  { ecosystem: 'openSUSE', type: 'rpm', namespace: 'opensuse' },
  { ecosystem: 'Packagist', type: 'composer', separator: '/' },
  { ecosystem: 'Pub', type: 'pub' },
  { ecosystem: 'PyPI', type: 'pypi' },
  { ecosystem: 'Red Hat', type: 'rpm', namespace: 'redhat' },
  { ecosystem: 'Rocky Linux', type: 'rpm', namespace: 'rocky' },
  { ecosystem: 'RubyGems', type: 'gem' },
  { ecosystem: 'SUSE', type: 'rpm', namespace: 'suse' },
  { ecosystem: 'SwiftURL', type: 'swift', separator: '/' },
  { ecosystem: 'Ubuntu', type: 'deb', namespace: 'ubuntu' },
  { ecosystem: 'Wolfi', type: 'apk', namespace: 'wolfi' },
  { ecosystem: 'crates.io', type: 'cargo' },
];

/** Other namespaces and words by which purls name a distribution. */
export const namespaceAliases: ReadonlyMap<string, string> = new Map([
  ['alma', 'almalinux'],
  ['rhel', 'redhat'],
  ['rockylinux', 'rocky'],
  ['sles', 'suse'],
]);

/** Debian's release names, by which older tools write the `distro` qualifier. */
export const debianReleases: ReadonlyMap<string, string> = new Map([
  ['buster', '10'],
  ['bullseye', '11'],
  ['bookworm', '12'],
  ['trixie', '13'],
  ['forky', '14'],
  ['jessie', '8'],
  ['stretch', '9'],
]);
