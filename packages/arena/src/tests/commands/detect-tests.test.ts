import { describe, expect, it } from 'vitest';
import { workFolder } from '../../testing/work-folder.ts';
import { type DetectTestsInput, detectTests } from './detect-tests.ts';

async function detected(files: Record<string, string>, more: Partial<DetectTestsInput> = {}) {
  await using tree = await workFolder(files);
  const found = await detectTests({ tree: tree.path, at: '', ecosystem: 'npm', managerArgv: ['npm'], ...more });
  return 'none' in found
    ? found.none
    : `${found.from} ${found.folder}: ${found.commands.map(({ label }) => label).join(', ')}`;
}

const scripts = (all: Record<string, string>) => JSON.stringify({ name: 'a', scripts: all });

describe('the tests of a project', () => {
  it('are what its policy says, then its maximus.yaml, then what it has', async () => {
    const files = { 'package.json': scripts({ test: 'mocha' }), 'maximus.yaml': 'arena:\n  test: make check\n' };
    expect(await detected(files, { command: 'make all' })).toBe('project policy : make all');
    expect(await detected(files)).toBe('maximus.yaml : make check');
    expect(await detected({ ...files, 'maximus.yaml': 'scan: {}\n' })).toBe('package-script : npm run test');
    expect(await detected({ ...files, 'maximus.yaml': '- [broken' })).toBe('package-script : npm run test');
  });

  it('come behind the build and the type check where those are declared', async () => {
    const all = { build: 'tsc', 'type-check': 'tsc --noEmit', test: 'vitest run', lint: 'x' };
    expect(await detected({ 'package.json': scripts(all) })).toBe(
      'package-script : npm run build, npm run type-check, npm run test',
    );
  });

  it('are none where a script only says that there are none', async () => {
    const placeholder = 'echo "Error: no test specified" && exit 1';
    const none = 'the project has no tests that are known how to run';
    expect(await detected({ 'package.json': scripts({ test: placeholder, build: 'tsc' }) })).toBe(none);
    expect(await detected({ 'package.json': '{ broken' })).toBe(none);
    expect(await detected({})).toBe(none);
  });

  it.each([
    ['pytest', 'PyPI', { 'tests/test_a.py': 'x' }, 'pytest : pytest'],
    ['pytest', 'PyPI', { 'pyproject.toml': '[tool.pytest.ini_options]\n' }, 'pytest : pytest'],
    ['go', 'Go', { 'go.mod': 'module a' }, 'go-test : go test ./...'],
    ['cargo', 'crates.io', { 'Cargo.toml': '' }, 'cargo-test : cargo test'],
    ['maven', 'Maven', { 'pom.xml': '<project/>' }, 'maven-test : mvn test'],
    ['gradle', 'Maven', { 'build.gradle.kts': '' }, 'gradle-test : gradle test'],
    ['rspec', 'RubyGems', { Gemfile: '', 'spec/a_spec.rb': '' }, 'rspec : bundle exec rspec'],
    ['composer', 'Packagist', { 'composer.json': '{"scripts":{"test":"phpunit"}}' }, 'composer-test : composer test'],
    ['dotnet', 'NuGet', { 'a.csproj': '' }, 'dotnet-test : dotnet test'],
  ])('of a %s project are found', async (_name, ecosystem, files, expected) => {
    expect(await detected(files as Record<string, string>, { ecosystem })).toBe(expected);
  });

  it("of the plan's own ecosystem go first, in the folder of its lock file", async () => {
    const files = { 'package.json': scripts({ test: 'mocha' }), 'api/tests/test_a.py': 'x' };
    expect(await detected(files, { ecosystem: 'PyPI', at: 'api' })).toBe('pytest api: pytest');
    expect(await detected(files, { at: 'api/none' })).toBe('package-script : npm run test');
  });
});
