import { unwrap } from '@maximus/kernel';
import { expect, it } from 'vitest';
import { takeInventory } from './inventory.ts';
import { temporaryTree } from './testing/temporary-tree.ts';

const html = '<!doctype html><html><body>404 not found</body></html>';
const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n';
const pnpm = "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:";

/** Files that are no use, by path, and what else lies in the folder; each must say so. */
const cases: readonly (readonly [
  name: string,
  path: string,
  text: string | Buffer,
  beside?: Record<string, string>,
])[] = [
  ['an installed database that is a web page', 'lib/apk/db/installed', html],
  ['an installed database that is a pointer', 'lib/apk/db/installed', pointer.replaceAll(':', '')],
  ['a status file that is a web page', 'var/lib/dpkg/status', html],
  ['a status file of zeros', 'var/lib/dpkg/status', Buffer.alloc(100)],
  ['SPDX in RDF', 'app.spdx', '<?xml version="1.0"?><rdf:RDF/>'],
  ['SPDX of nothing', 'app.spdx', ''],
  ['an SBOM of another kind', 'app.sbom.json', '{"artifacts": []}'],
  ['gems without versions', 'Gemfile.lock', 'GEM\n  specs:\n    lodash\n\nDEPENDENCIES\n'],
  [
    'a pom.xml with two lists',
    'pom.xml',
    '<project><dependencies/><dependencies><dependency/></dependencies></project>',
  ],
  [
    'a name in Latin-1',
    'package-lock.json',
    Buffer.from('{"lockfileVersion": 3, "packages": {"node_modules/caf\xe9": {"version": "1.0.0"}}}', 'latin1'),
  ],
  ['more tables than any lock file', 'Cargo.lock', `version = 3${'\n[a]'.repeat(1_000_001)}`],
  ['a requirements file that is a web page', 'requirements.txt', html],
  ['a requirements file that is JSON', 'requirements.txt', '{}'],
  ['a requirements file of zeros', 'requirements.txt', Buffer.alloc(100)],
  ['a requirements file with a merge conflict', 'requirements.txt', '<<<<<<< HEAD\na==1\n=======\na==2\n>>>>>>> b\n'],
  ['a lock of npm that says nothing', 'package-lock.json', '{}'],
  ['a lock of Cargo that says nothing', 'Cargo.lock', '# a comment\n'],
  ['a lock of Poetry that says nothing', 'poetry.lock', ''],
  ['a lock of PDM that says nothing', 'pdm.lock', '\n'],
  ['a lock of Pipenv that says nothing', 'Pipfile.lock', '{}'],
  ['a category that is a list', 'Pipfile.lock', '{"default": ["flask==1"], "develop": {}}'],
  ['packages of bun in a list', 'bun.lock', '{"lockfileVersion": 1, "workspaces": {}, "packages": ["a@1.0.0"]}'],
  ['workspaces of bun in a list', 'bun.lock', '{"lockfileVersion": 1, "workspaces": [{}], "packages": {}}'],
  ['requests of bun in a list', 'bun.lock', '{"lockfileVersion": 1, "workspaces": {"": {"dependencies": ["a"]}}}'],
  ['development packages in an object', 'composer.lock', '{"packages": [], "packages-dev": {"a/b": "1.0"}}'],
  ['packages of deno in a list', 'deno.lock', '{"version": "5", "npm": ["a@1.0.0"]}'],
  ['modules of deno in a list', 'deno.lock', '{"version": "5", "remote": ["https://example.test/a.ts"]}'],
  ['packages of deno 4 in version 3', 'deno.lock', '{"version": "3", "npm": {"a@1.0.0": {}}}'],
  ['a framework that is a list', 'packages.lock.json', '{"version": 1, "dependencies": {"net8.0": ["a"]}}'],
  ['dependencies of pnpm in a list', 'pnpm-lock.yaml', `${pnpm}\n      - a\n`],
  ['dependencies of pnpm in a text', 'pnpm-lock.yaml', `${pnpm} a\n`],
  ['a dependency of pnpm without a version', 'pnpm-lock.yaml', `${pnpm}\n      a:\n        specifier: ^1\n`],
  ['a project of pnpm that is a text', 'pnpm-lock.yaml', "lockfileVersion: '9.0'\nimporters:\n  .: a\n"],
  ['dependencies of a manifest in a list', 'package.json', '{"dependencies": ["a@1"]}'],
  ['a range that is no text', 'package.json', '{"dependencies": {"a": 1}}'],
  [
    'dependencies of a root entry in a text',
    'package-lock.json',
    '{"lockfileVersion": 3, "packages": {"": {"dependencies": "a"}}}',
  ],
  [
    'a lock file older than its manifest',
    'package-lock.json',
    '{"lockfileVersion": 3, "packages": {"": {}}}',
    { 'package.json': '{"dependencies": {"a": "^1"}}' },
  ],
  ['an empty yarn.lock of a manifest that asks', 'yarn.lock', '', { 'package.json': '{"dependencies": {"a": "^1"}}' }],
  [
    'an empty poetry.lock of a manifest that asks',
    'poetry.lock',
    'package = []\n[metadata]\nlock-version = "2.0"\n',
    { 'pyproject.toml': '[project]\nname = "x"\ndependencies = ["a>=1"]\n' },
  ],
  [
    'an empty requirements.txt beside a manifest that asks',
    'requirements.txt',
    '\n',
    { 'pyproject.toml': '[project]\nname = "x"\ndependencies = ["a>=1"]\n' },
  ],
  [
    'a yarn.lock of a later version',
    'yarn.lock',
    '__metadata:\n  version: 99\n\n"a@npm:^1":\n  version: 1.0.0\n  resolution: "a@npm:1.0.0"\n',
  ],
  [
    'a project whose references come late',
    'a.csproj',
    `<Project>${' '.repeat(5000)}<PackageReference Include="a"/></Project>`,
  ],
  ['a set-up script that asks late', 'setup.py', `${'# licence\n'.repeat(900)}setup(install_requires=["a"])\n`],
  [
    'a manifest of Python that asks late',
    'pyproject.toml',
    `[project]\ndescription = "${'x'.repeat(5000)}"\ndependencies = ["a"]\n`,
  ],
  [
    'extras of a manifest of Python',
    'pyproject.toml',
    '[project]\nname = "x"\n[project.optional-dependencies]\nfast = ["a"]\n',
  ],
  ['a manifest of Dart that asks late', 'pubspec.yaml', `${'# licence\n'.repeat(900)}dependencies:\n  a: ^1.0.0\n`],
];

for (const [name, path, text, beside] of cases) {
  it(`${name} is said`, async () => {
    await using tree = await temporaryTree({ ...beside, [path]: text });
    const { files, totals } = unwrap(await takeInventory(tree.root));
    expect(totals.problems).toBeGreaterThan(0);
    for (const { error } of files.flatMap(({ problems }) => problems)) expect(error.details.file).toBeTruthy();
  });
}

/** Files of projects that have no dependencies at all, as their tools write them. */
const empty: readonly (readonly [path: string, text: string])[] = [
  ['package-lock.json', '{"name": "x", "lockfileVersion": 3, "requires": true, "packages": {}}'],
  ['package-lock.json', '{"lockfileVersion": 1}'],
  ['yarn.lock', '# THIS IS AN AUTOGENERATED FILE. DO NOT EDIT THIS FILE DIRECTLY.\n# yarn lockfile v1\n\n\n'],
  ['pnpm-lock.yaml', "lockfileVersion: '9.0'\n\nsettings:\n  autoInstallPeers: true\n\nimporters:\n\n  .: {}\n"],
  [
    'bun.lock',
    '{\n  "lockfileVersion": 1,\n  "workspaces": {\n    "": {\n      "name": "x",\n    },\n  },\n  "packages": {}\n}\n',
  ],
  ['deno.lock', '{\n  "version": "5"\n}\n'],
  ['poetry.lock', 'package = []\n\n[metadata]\nlock-version = "2.1"\n'],
  ['uv.lock', 'version = 1\nrequires-python = ">=3.9"\n'],
  ['pdm.lock', '[metadata]\ngroups = ["default"]\nlock_version = "4.5.0"\n'],
  ['pylock.toml', 'lock-version = "1.0"\ncreated-by = "x"\npackages = []\n'],
  ['Pipfile.lock', '{"_meta": {"pipfile-spec": 6}, "default": {}, "develop": {}}'],
  ['requirements.txt', '# nothing yet\n'],
  ['composer.lock', '{"packages": [], "packages-dev": null}'],
  ['packages.lock.json', '{"version": 1, "dependencies": {"net8.0": {}}}'],
  ['Cargo.lock', 'version = 4\n\n[[package]]\nname = "x"\nversion = "0.1.0"\n'],
  ['package.json', '{"name": "x", "dependencies": {}}'],
  ['mix.lock', '%{\n}\n'],
  ['pubspec.lock', 'packages: {}\nsdks:\n  dart: ">=3.0.0"\n'],
  ['gradle.lockfile', '# header\nempty=classpath\n'],
  ['setup.py', 'setup()\n'],
  ['pyproject.toml', '[project]\nname = "x"\ndependencies = []\n'],
];

it.each(empty)('%s without packages is no fault: %s', async (path, text) => {
  await using tree = await temporaryTree({ [path]: text });
  const { files, problems } = unwrap(await takeInventory(tree.root));
  expect([...problems, ...files.flatMap((file) => file.problems)]).toEqual([]);
});
