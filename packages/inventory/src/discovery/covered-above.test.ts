import { expect, it } from 'vitest';
import { openFolder } from '../disk-files.ts';
import { temporaryTree } from '../testing/temporary-tree.ts';
import { createCoverage } from './covered-above.ts';

it('takes a lock file above a manifest for its own only where it shows the manifest', async () => {
  await using tree = await temporaryTree({
    'Cargo.lock': '[[package]]\nname = "member"\nversion = "1.0.0"\n',
    'member/Cargo.toml': '[package]\nname = "member"\n',
    'member/late/Cargo.toml': '[[bin]]\nname = "tool"\n\n[package]\n  name = \'member\' # ours\n',
    'member/bin/Cargo.toml': '[[bin]]\nname = "member"\n[package]\nname = "other"\n',
    'member/fuzz/Cargo.toml': '[package]\nname = "member-fuzz"\n',
    'js/pnpm-lock.yaml': "lockfileVersion: '9.0'\nimporters:\n  .: {}\n  packages/a: {}\n  'packages/@b': {}\n",
    'js/packages/a/package.json': '{}',
    'js/packages/@b/package.json': '{}',
    'js/packages/c/package.json': '{}',
    'bun/bun.lock': '{\n  "workspaces": {\n    "packages/a": {\n',
    'bun/packages/a/package.json': '{}',
    'bun/packages/b/package.json': '{}',
    'py/uv.lock': '[[package]]\nname = "our-lib"\n',
    'py/libs/x/pyproject.toml': '[project]\nname = "Our_Lib"\n',
    'py/libs/y/pyproject.toml': '[tool.black]\n',
    'ex/mix.lock': '',
    'ex/apps/a/mix.exs': 'lockfile: "../../mix.lock"',
    'ex/deps/b/mix.exs': '',
    'dart/pubspec.lock': '',
    'dart/a/pubspec.yaml': 'resolution: workspace\n',
    'jvm/gradle/verification-metadata.xml': '<x/>',
    'jvm/app/build.gradle.kts': '',
  });
  const files = await openFolder(tree.root);
  if (!files.ok) throw files.error;
  const coveredAbove = createCoverage(files.value);
  const expected: Record<string, string | undefined> = {
    'member/Cargo.toml': 'Cargo.lock',
    'member/late/Cargo.toml': 'Cargo.lock',
    'member/bin/Cargo.toml': undefined,
    'member/fuzz/Cargo.toml': undefined,
    'js/packages/a/package.json': 'js/pnpm-lock.yaml',
    'js/packages/@b/package.json': 'js/pnpm-lock.yaml',
    'js/packages/c/package.json': undefined,
    'bun/packages/a/package.json': 'bun/bun.lock',
    'bun/packages/b/package.json': undefined,
    'py/libs/x/pyproject.toml': 'py/uv.lock',
    'py/libs/y/pyproject.toml': undefined,
    'ex/apps/a/mix.exs': 'ex/mix.lock',
    'ex/deps/b/mix.exs': undefined,
    'dart/a/pubspec.yaml': 'dart/pubspec.lock',
    'jvm/app/build.gradle.kts': 'jvm/gradle/verification-metadata.xml',
    'Cargo.toml': undefined,
    'other/go.mod': undefined,
  };
  for (const [path, lock] of Object.entries(expected)) expect([path, await coveredAbove(path)]).toEqual([path, lock]);
});

it('reads each lock file once, however many manifests lie below it', async () => {
  await using tree = await temporaryTree({
    'pnpm-lock.yaml': "lockfileVersion: '9.0'\nimporters:\n  a/x: {}\n",
    'bun.lock': '{"workspaces": {"b/x": {}}}',
    'a/x/package.json': '{}',
    'b/x/package.json': '{}',
    'c/x/package.json': '{}',
  });
  const files = await openFolder(tree.root);
  if (!files.ok) throw files.error;
  const reads: string[] = [];
  const read = (path: string) => {
    reads.push(path);
    return files.value.read(path);
  };
  const counted = { ...files.value, read };
  const coveredAbove = createCoverage(counted);
  const answers: (string | undefined)[] = [];
  for (const folder of ['a', 'b', 'c', 'a']) answers.push(await coveredAbove(`${folder}/x/package.json`));
  expect(answers).toEqual(['pnpm-lock.yaml', 'bun.lock', undefined, 'pnpm-lock.yaml']);
  expect(reads).toEqual(['pnpm-lock.yaml', 'bun.lock']);
});
