import { unwrap } from '@maximus/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takeInventory } from '../inventory.ts';
import { temporaryTree } from '../testing/temporary-tree.ts';
import { withoutSecrets } from './index.ts';

describe('a text', () => {
  it.each([
    ['https://u:p@host/a', 'https://host/a'],
    ['https://u:p@w@host/a?t=1#c', 'https://host/a#c'],
    ['https://$' + '{TOKEN}@host/a', 'https://host/a'],
    ['git+ssh://git@host/a.git#1', 'git+ssh://git@host/a.git#1'],
    ['git+ssh://git:p@host/a', 'git+ssh://host/a'],
    ['https://host?t=1', 'https://host'],
    ['https://u@host', 'https://host'],
    ['a (x+https://u:p@h/i?t) b https://u@h', 'a (x+https://h/i) b https://h'],
    ['git@host:a/b.git', 'git@host:a/b.git'],
    ['^1.0.0 || ~2', '^1.0.0 || ~2'],
    ['a@npm:1::__archiveUrl=https%3A%2F%2Fu%3Ap%40h%2Fa.tgz', 'a@npm:1::__archiveUrl=https%3A%2F%2F…'],
    ['a@npm:1::__archiveUrl=https%3A%2F%2Fh%2Fa.tgz', 'a@npm:1::__archiveUrl=https%3A%2F%2Fh%2Fa.tgz'],
    ['://', '://'],
    ['a://@', 'a://'],
    ['(https://h?t=1) b', '(https://h/) b'],
    ['https://h?)u:p@i', 'https://h/)u:p@i'],
  ])('%s becomes %s', (text, clean) => {
    expect(withoutSecrets(text)).toBe(clean);
  });

  it('is clean after one pass, whatever it is, in linear time', () => {
    const part = fc.constantFrom('https://', 'u:p@', '@', '/', '?', '#', 'h', ' ', '%3A%2F%2F', '%40', ')', '"');
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const once = withoutSecrets(parts.join(''));
        expect(withoutSecrets(once)).toBe(once);
      }),
    );
    for (const text of ['://', '@', '://?', '%3A%2F%2F', 'a://@?#']) withoutSecrets(text.repeat(100_000));
  });
});

const plain = 'https://bob:SECRET@git.example.test/o/r.git?token=SECRET';
const archive = 'https://bob:SECRET@example.test/a-1.0.0.tgz?token=SECRET';
const git = `git+${plain}#0123456789abcdef0123456789abcdef01234567`;
const dependencies = { a: git, b: archive, c: '^1' };
const json = JSON.stringify;

/** One file of each kind of place that may hold an address, beside the manifest that asks for it. */
const trees: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  npm: {
    'package.json': json({ dependencies, overrides: { c: archive } }),
    'package-lock.json': json({
      lockfileVersion: 3,
      packages: {
        '': { dependencies },
        'node_modules/a': { version: '1.0.0', resolved: git, dependencies: { b: archive } },
        'node_modules/b': { version: '1.0.0', resolved: archive },
        'node_modules/c': { version: '1.0.0' },
      },
    }),
  },
  'a manifest': { 'package.json': json({ dependencies }) },
  'yarn 1': {
    'package.json': json({ dependencies, resolutions: { c: archive } }),
    'yarn.lock': `# yarn lockfile v1\n\n"a@${git}":\n  version "1.0.0"\n  resolved "${git}"\n  dependencies:\n    b "${archive}"\n\n"b@${archive}":\n  version "1.0.0"\n  resolved "${archive}"\n\nc@^1:\n  version "1.0.0"\n`,
  },
  pnpm: {
    'pnpm-lock.yaml': `lockfileVersion: '9.0'\noverrides:\n  c: '${archive}'\nimporters:\n  .:\n    dependencies:\n      b:\n        specifier: '${archive}'\n        version: '${archive}'\npackages:\n  'b@${archive}':\n    resolution: {tarball: '${archive}'}\n    version: 1.0.0\nsnapshots:\n  'b@${archive}': {}\n`,
  },
  bun: {
    'bun.lock': json({
      lockfileVersion: 1,
      workspaces: { '': { dependencies } },
      overrides: { c: archive },
      packages: { a: [`a@${git}`, {}, 'x'], b: [`b@${archive}`, {}, 'x'], c: ['c@1.0.0', '', {}, 'x'] },
    }),
  },
  Cargo: {
    'Cargo.lock': `version = 3\n[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "git+${plain}#abc"\n[[package]]\nname = "b"\nversion = "1.0.0"\nsource = "registry+${plain}"\n[[package]]\nname = "b"\nversion = "1.0.0"\nsource = "sparse+${archive}"\n`,
    'Cargo.toml': `[package]\nname = "r"\n[patch."${plain}"]\na = { git = "${plain}" }\n`,
  },
  Bundler: { 'Gemfile.lock': `GIT\n  remote: ${plain}\n  revision: abc\n  specs:\n    a (1.0)\n` },
  Composer: {
    'composer.lock': json({
      packages: [{ name: 'v/a', version: 'dev-main', source: { type: 'git', url: plain, reference: 'abc' } }],
    }),
  },
  Mix: { 'mix.lock': `%{\n  "a": {:git, "${plain}", "abc", []},\n}\n` },
  pub: {
    'pubspec.lock': `packages:\n  a:\n    dependency: "direct main"\n    description:\n      resolved-ref: abc\n      url: "${plain}"\n    source: git\n    version: "1.0.0"\n`,
  },
  Maven: {
    'pom.xml': `<project><groupId>g</groupId><artifactId>a</artifactId><version>1</version><dependencies><dependency><groupId>g</groupId><artifactId>b</artifactId><version>${archive}</version></dependency></dependencies></project>`,
  },
  'a bill of materials': {
    'bom.json': json({
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      components: [
        { type: 'library', name: 'a', version: '1', purl: `pkg:npm/a@1?download_url=${encodeURIComponent(archive)}` },
      ],
    }),
  },
};

it.each(Object.entries(trees))('an inventory of %s holds no secret, and no two alike keys', async (_name, tree) => {
  await using folder = await temporaryTree(tree);
  const { files, problems } = unwrap(await takeInventory(folder.root));
  expect(json({ files, problems: problems.map(({ error }) => error.message) })).not.toContain('SECRET');
  expect(
    files
      .flatMap((file) => file.problems)
      .map(({ error }) => error.message + json(error.details))
      .join(),
  ).not.toContain('SECRET');
  for (const { components, roots } of files) {
    const keys = new Set(components.map(({ key }) => key));
    expect(keys.size).toBe(components.length);
    for (const root of roots) expect(keys).toContain(root);
    for (const { dependsOn } of components) for (const { to } of dependsOn) expect(keys).toContain(to);
  }
  expect(files.reduce((sum, file) => sum + file.componentCount, 0)).toBeGreaterThan(0);
});
