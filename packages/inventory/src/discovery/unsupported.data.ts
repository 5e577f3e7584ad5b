/** A file that tells of dependencies and that no format reads. */
export interface UnsupportedName {
  /** Base name, or `*` and an ending. */
  readonly name: string;
  /** What it is, for the message. */
  readonly what: string;
  /** Files that say the same and are read, relative to its folder. Workspaces are in workspace-locks.data.ts. */
  readonly coveredBy?: readonly string[];
  /** Whether the file, given whole, asks for anything at all. */
  readonly asks?: (text: string) => boolean;
}

const pythonLocks = [
  'Pipfile.lock',
  'pdm.lock',
  'poetry.lock',
  'pylock.toml',
  'requirements.txt',
  'uv.lock',
  'pyproject.toml',
];

/** A list of dependencies that is not empty, or a table of them, in the words of PEP 621, PEP 735, Poetry, PDM and uv. */
const pythonAsks =
  /^[ \t]*(?:(?:(?:optional|dev)-)?dependencies\b(?![ \t]*=[ \t]*(?:\[\s*\]|\{\s*\}))|\[(?:project\.optional-dependencies|dependency-groups|tool\.pdm\.dev-dependencies|tool\.poetry\.(?:[^\]\n]*\.)?(?:dev-)?dependencies))/m;

/** Known and not read: listed, so that nothing is skipped in silence. */
export const unsupportedNames: readonly UnsupportedName[] = [
  {
    name: '*.csproj',
    what: 'a NuGet project without packages.lock.json',
    coveredBy: ['packages.lock.json'],
    asks: (text) => text.includes('<PackageReference'),
  },
  {
    name: '*.fsproj',
    what: 'a NuGet project without packages.lock.json',
    coveredBy: ['packages.lock.json'],
    asks: (text) => text.includes('<PackageReference'),
  },
  {
    name: '*.vbproj',
    what: 'a NuGet project without packages.lock.json',
    coveredBy: ['packages.lock.json'],
    asks: (text) => text.includes('<PackageReference'),
  },
  { name: 'Cargo.toml', what: 'a Cargo manifest without Cargo.lock', coveredBy: ['Cargo.lock'] },
  { name: 'Cartfile.resolved', what: 'a Carthage lock file' },
  { name: 'Chart.lock', what: 'a Helm lock file' },
  { name: 'Gemfile', what: 'a Bundler manifest without Gemfile.lock', coveredBy: ['Gemfile.lock', 'gems.locked'] },
  { name: 'Gopkg.lock', what: 'a lock file of dep', coveredBy: ['go.mod'] },
  { name: 'MODULE.bazel.lock', what: 'a Bazel lock file' },
  { name: 'Manifest.toml', what: 'a Julia manifest' },
  { name: 'Package.resolved', what: 'a Swift package lock file' },
  { name: 'Pipfile', what: 'a Pipenv manifest without Pipfile.lock', coveredBy: ['Pipfile.lock'] },
  { name: 'Podfile.lock', what: 'a CocoaPods lock file' },
  {
    name: 'bun.lockb',
    what: "bun's binary lock file; write bun.lock with `bun install --save-text-lockfile`",
    coveredBy: ['bun.lock'],
  },
  {
    name: 'build.gradle',
    what: 'a Gradle build without gradle.lockfile',
    coveredBy: ['gradle.lockfile', 'gradle/verification-metadata.xml'],
  },
  {
    name: 'build.gradle.kts',
    what: 'a Gradle build without gradle.lockfile',
    coveredBy: ['gradle.lockfile', 'gradle/verification-metadata.xml'],
  },
  { name: 'build.sbt', what: 'an sbt build' },
  { name: 'cabal.project.freeze', what: 'a Cabal freeze file' },
  {
    name: 'composer.json',
    what: 'a Composer manifest without composer.lock',
    coveredBy: ['composer.lock'],
    asks: (text) => text.includes('"require'),
  },
  { name: 'conan.lock', what: 'a Conan lock file' },
  { name: 'conanfile.py', what: 'a Conan recipe', coveredBy: ['conan.lock'] },
  { name: 'conanfile.txt', what: 'a Conan manifest', coveredBy: ['conan.lock'] },
  { name: 'conda-lock.yml', what: 'a conda lock file' },
  { name: 'cpanfile.snapshot', what: 'a Carton lock file' },
  { name: 'environment.yaml', what: 'a conda environment' },
  { name: 'environment.yml', what: 'a conda environment' },
  { name: 'flake.lock', what: 'a Nix lock file' },
  { name: 'glide.lock', what: 'a Glide lock file', coveredBy: ['go.mod'] },
  {
    name: 'mix.exs',
    what: 'a Mix manifest without mix.lock',
    coveredBy: ['mix.lock'],
    asks: (text) => text.includes('deps'),
  },
  { name: 'opam.locked', what: 'an opam lock file' },
  { name: 'packages.config', what: 'a NuGet packages.config' },
  { name: 'paket.lock', what: 'a Paket lock file' },
  { name: 'pixi.lock', what: 'a Pixi lock file' },
  { name: 'project.clj', what: 'a Leiningen project' },
  {
    name: 'pubspec.yaml',
    what: 'a Dart manifest without pubspec.lock',
    coveredBy: ['pubspec.lock'],
    asks: (text) => text.includes('dependencies:'),
  },
  {
    name: 'pyproject.toml',
    what: 'a Python project without a lock file',
    coveredBy: pythonLocks.filter((name) => name !== 'pyproject.toml'),
    asks: (text) => pythonAsks.test(text),
  },
  { name: 'rebar.lock', what: 'a rebar3 lock file' },
  { name: 'renv.lock', what: 'an renv lock file' },
  {
    name: 'setup.cfg',
    what: 'a setuptools project without a lock file',
    coveredBy: pythonLocks,
    asks: (text) => text.includes('install_requires'),
  },
  {
    name: 'setup.py',
    what: 'a setuptools project without a lock file',
    coveredBy: pythonLocks,
    asks: (text) => text.includes('install_requires'),
  },
  { name: 'shard.lock', what: 'a Crystal shards lock file' },
  { name: 'stack.yaml.lock', what: 'a Stack lock file' },
  { name: 'vcpkg.json', what: 'a vcpkg manifest' },
];
