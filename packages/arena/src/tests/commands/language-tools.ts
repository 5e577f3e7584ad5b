import type { ProjectFiles } from '@maximus/inventory';
import type { TestCommand, TestDetector } from './types.ts';

/** Where our own runs write what they found. */
const ownReport = '.maximus-junit.xml';

async function reads(files: ProjectFiles, path: string): Promise<string> {
  const text = (await files.exists(path)) ? await files.read(path) : undefined;
  return text?.ok === true ? text.value : '';
}

async function hasPytest(files: ProjectFiles): Promise<boolean> {
  for (const name of ['pytest.ini', 'conftest.py', 'tests/conftest.py']) if (await files.exists(name)) return true;
  if ((await reads(files, 'pyproject.toml')).includes('[tool.pytest')) return true;
  if (/^\[(?:tool:)?pytest\]/m.test(`${await reads(files, 'setup.cfg')}\n${await reads(files, 'tox.ini')}`))
    return true;
  const isTest = (name: string) => /^test_.{1,200}\.py$|^.{1,200}_test\.py$/.test(name);
  for (const folder of ['', 'tests', 'test']) if ((await files.list(folder)).some(isTest)) return true;
  return false;
}

function detector(
  id: string,
  ecosystem: string,
  command: TestCommand,
  has: (files: ProjectFiles) => Promise<boolean>,
): TestDetector {
  return { id, ecosystem, detect: async ({ files }) => ((await has(files)) ? [command] : []) };
}

const exists = (name: string) => (files: ProjectFiles) => files.exists(name);

/** pytest, in the environment that the install made where there is one. */
export const pytest: TestDetector = {
  id: 'pytest',
  ecosystem: 'PyPI',
  async detect({ files }) {
    if (!(await hasPytest(files))) return [];
    const own = (await files.list('.venv/bin')).includes('python');
    const python = own ? '.venv/bin/python' : 'python3';
    const args = ['-m', 'pytest', '-q', `--junitxml=${ownReport}`, '-p', 'no:cacheprovider'];
    return [{ label: 'pytest', argv: [python, ...args], reports: [ownReport] }];
  },
};

/** `go test`, with its own JSON. */
export const goTest = detector(
  'go-test',
  'Go',
  { label: 'go test ./...', argv: ['go', 'test', '-json', './...'], reports: [] },
  exists('go.mod'),
);

/** `cargo test`, offline. */
export const cargoTest = detector(
  'cargo-test',
  'crates.io',
  { label: 'cargo test', argv: ['cargo', 'test', '--offline', '--locked'], reports: [] },
  exists('Cargo.toml'),
);

/** `mvn test`, offline; Surefire writes JUnit XML. */
export const mavenTest = detector(
  'maven-test',
  'Maven',
  { label: 'mvn test', argv: ['mvn', '-o', '-B', 'test'], reports: ['target/surefire-reports'] },
  exists('pom.xml'),
);

/** `gradle test`, offline. */
export const gradleTest = detector(
  'gradle-test',
  'Maven',
  { label: 'gradle test', argv: ['gradle', '--offline', 'test'], reports: ['build/test-results/test'] },
  async (files) => (await files.exists('build.gradle')) || (await files.exists('build.gradle.kts')),
);

/** RSpec through Bundler. */
export const rspec = detector(
  'rspec',
  'RubyGems',
  { label: 'bundle exec rspec', argv: ['bundle', 'exec', 'rspec'], reports: [] },
  async (files) => (await files.exists('Gemfile')) && (await files.list('spec')).length > 0,
);

/** The script `test` of a composer.json. */
export const composerTest = detector(
  'composer-test',
  'Packagist',
  { label: 'composer test', argv: ['composer', 'test'], reports: [] },
  async (files) => /"test"\s*:/.test(await reads(files, 'composer.json')),
);

/** `dotnet test` without a restore of its own. */
export const dotnetTest = detector(
  'dotnet-test',
  'NuGet',
  { label: 'dotnet test', argv: ['dotnet', 'test', '--no-restore'], reports: [] },
  async (files) => (await files.list('')).some((name) => /\.(?:sln|csproj|fsproj)$/.test(name)),
);
