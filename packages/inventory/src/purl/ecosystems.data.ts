/** What separates namespace and name inside an OSV name; in any other ecosystem the whole is the name. */
export const separators: ReadonlyMap<string, ':' | '/'> = new Map([
  ['GitHub Actions', '/'],
  ['Go', '/'],
  ['Hex', '/'],
  ['Maven', ':'],
  ['npm', '/'],
  ['Packagist', '/'],
  ['SwiftURL', '/'],
  ['VSCode', '/'],
]);

/** The namespace under which a distribution's packages are written, of a type that distributions share. */
export const distributions: ReadonlyMap<string, string> = new Map([
  ['AlmaLinux', 'almalinux'],
  ['Alpaquita', 'alpaquita'],
  ['Alpine', 'alpine'],
  ['Azure Linux', 'azurelinux'],
  ['Chainguard', 'chainguard'],
  ['Debian', 'debian'],
  ['Echo', 'echo'],
  ['Mageia', 'mageia'],
  ['MinimOS', 'minimos'],
  ['openEuler', 'openeuler'],
  ['openSUSE', 'opensuse'],
  ['Photon OS', 'photon'],
  ['Red Hat', 'redhat'],
  ['Rocky Linux', 'rocky'],
  ['SUSE', 'suse'],
  ['Ubuntu', 'ubuntu'],
  ['Wolfi', 'wolfi'],
]);

/** Types whose namespace names the distribution. */
export const sharedTypes: ReadonlySet<string> = new Set(['apk', 'deb', 'rpm']);

/** Other namespaces and words by which purls name a distribution. */
export const namespaceAliases: ReadonlyMap<string, string> = new Map([
  ['alma', 'almalinux'],
  ['rhel', 'redhat'],
  ['sles', 'suse'],
]);

/** Types that purls are written with for that of an ecosystem. */
export const typeAliases: ReadonlyMap<string, string> = new Map([['github', 'githubactions']]);

/** Distributions whose advisories name source packages; `upstream` holds the source of a binary package. */
export const bySource: ReadonlySet<string> = new Set(['Alpine', 'Chainguard', 'Debian', 'Ubuntu', 'Wolfi']);

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
