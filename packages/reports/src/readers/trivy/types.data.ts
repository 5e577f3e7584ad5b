/** Trivy's result types and the OSV ecosystem of their packages; used where a package has no purl. */
export const ecosystemOfType: ReadonlyMap<string, string> = new Map(
  Object.entries({
    npm: ['npm', 'yarn', 'pnpm', 'node-pkg', 'bun', 'javascript'],
    PyPI: ['pip', 'pipenv', 'poetry', 'uv', 'python-pkg', 'pylock'],
    Go: ['gomod', 'gobinary'],
    'crates.io': ['cargo', 'rustbinary'],
    RubyGems: ['bundler', 'gemspec'],
    Packagist: ['composer', 'composer-vendor'],
    Maven: ['pom', 'jar', 'gradle', 'sbt'],
    NuGet: ['nuget', 'dotnet-core', 'packages-props'],
    Hex: ['hex'],
    Pub: ['pub'],
    Debian: ['debian'],
    Ubuntu: ['ubuntu'],
    Alpine: ['alpine'],
    'Red Hat': ['redhat', 'centos'],
    'Rocky Linux': ['rocky'],
    AlmaLinux: ['alma'],
    Wolfi: ['wolfi'],
    Chainguard: ['chainguard'],
  }).flatMap(([ecosystem, types]) => types.map((type) => [type, ecosystem] as const)),
);
