import { unwrap } from '@maximus/kernel';
import { expect, test } from 'vitest';
import { memoryFiles } from '../testing/memory-files.ts';
import type { ParsedFile } from '../types.ts';
import { scopeOfConfigurations } from './configurations.ts';
import { gradleLock } from './index.ts';
import { buildScript, projectLock } from './samples.ts';

async function read(tree: Record<string, string>, path = 'gradle.lockfile'): Promise<ParsedFile> {
  return unwrap(await gradleLock.parse({ path, text: tree[path] ?? '', files: memoryFiles(tree) }));
}

const component = (parsed: ParsedFile, name: string) => parsed.components.find((each) => each.name === name);

test('every line is a component, its configurations give the scope', async () => {
  const parsed = await read({ 'gradle.lockfile': projectLock });
  expect(parsed.components.map(({ key, scope }) => `${key} ${scope}`)).toEqual([
    'com.example:core:1.2.3 prod',
    'com.example:deep:0.9 prod',
    'com.example:mocks:5.0 dev',
    'com.example:processor:1.0 dev',
    'com.example:style:9.1 dev',
    'com.example:special:4.0 unknown',
  ]);
  expect(parsed.components[0]).toMatchObject({
    ecosystem: 'Maven',
    purl: 'pkg:maven/com.example/core@1.2.3',
    line: 4,
  });
  expect(parsed.problems).toEqual([]);
  expect(parsed.roots).toEqual([]);
});

test('a component that a build script names is direct; comments name nothing', async () => {
  const parsed = await read({ 'gradle.lockfile': projectLock, 'build.gradle': buildScript });
  expect(parsed.roots).toEqual(['com.example:core:1.2.3', 'com.example:mocks:5.0', 'com.example:processor:1.0']);
  expect(component(parsed, 'com.example:core')?.requested).toBe('1.+');
  expect(component(parsed, 'com.example:mocks')?.requested).toBeUndefined();
});

test('the lock of the build script holds development tools, plug-ins by their id', async () => {
  const path = 'app/buildscript-gradle.lockfile';
  const parsed = await read(
    {
      [path]: 'com.example.plugin:com.example.plugin.gradle.plugin:2.0=classpath\nempty=\n',
      'app/build.gradle': buildScript,
    },
    path,
  );
  expect(parsed.components).toMatchObject([{ scope: 'dev', direct: true }]);
});

test('in the layout before Gradle 7 the file name is the configuration', async () => {
  const main = 'a/gradle/dependency-locks/compileClasspath.lockfile';
  const tests = 'a/gradle/dependency-locks/testRuntimeClasspath.lockfile';
  const build = 'gradle/dependency-locks/buildscript-classpath.lockfile';
  const text = '# header\ncom.example:core:1.2.3\n';
  const tree = { [main]: text, [tests]: text, [build]: text, 'a/build.gradle.kts': 'x("com.example:core")' };
  expect((await read(tree, main)).components).toMatchObject([{ scope: 'prod', direct: true, line: 2 }]);
  expect((await read(tree, tests)).components).toMatchObject([{ scope: 'dev' }]);
  expect((await read(tree, build)).components).toMatchObject([{ scope: 'dev', direct: false }]);
});

test('names of configurations are read by their words', () => {
  const scope = (...names: string[]) => scopeOfConfigurations(names);
  expect(scope('productionRuntimeClasspath')).toBe('prod');
  expect(scope('releaseCompileClasspath')).toBe('prod');
  expect(scope('implementation')).toBe('prod');
  expect(scope('integrationTestRuntimeClasspath', 'jmhCompileClasspath')).toBe('dev');
  expect(scope('kotlinCompilerClasspath')).toBe('dev');
  expect(scope('latestThing')).toBe('unknown');
  expect(scope('annotationProcessor', 'compileClasspath')).toBe('prod');
  expect(scope()).toBe('unknown');
});

test('lines that are no module, and a missing end, are problems with their line', async () => {
  const parsed = await read({ 'gradle.lockfile': 'a:b:1=runtimeClasspath\na:b:1=x\na:b\n::=x\na:b:2\n' });
  expect(parsed.components).toHaveLength(1);
  expect(parsed.problems.map(({ error }) => error.details.line)).toEqual([3, 4, 5, 5]);
});

test('an empty lock is complete, a foreign file fails', async () => {
  expect(await read({ 'gradle.lockfile': 'empty=\n' })).toMatchObject({ components: [], problems: [] });
  const foreign = await gradleLock.parse({ path: 'gradle.lockfile', text: '\n{"a": 1}\n', files: memoryFiles({}) });
  expect(foreign.ok ? '' : foreign.error).toMatchObject({ code: 'inventory.malformed', details: { line: 2 } });
});

test('only the names that Gradle writes are claimed', () => {
  expect(gradleLock.detect('gradle/dependency-locks/x.lockfile', '')).toBe(true);
  expect(gradleLock.detect('other/x.lockfile', '')).toBe(false);
  expect(gradleLock.detect('settings-gradle.lockfile', '')).toBe(true);
});
