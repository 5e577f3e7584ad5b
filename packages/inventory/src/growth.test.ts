import { unwrap } from '@maximus/kernel';
import { describe, expect, it } from 'vitest';
import { takeInventory } from './inventory.ts';
import { temporaryTree } from './testing/temporary-tree.ts';

const list = (count: number, line: (at: number) => string) => Array.from({ length: count }, (_, at) => line(at));
const json = (value: unknown) => JSON.stringify(value);
const record = (count: number, entry: (at: number) => readonly [string, unknown]) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => entry(at)));

const take = async (tree: Readonly<Record<string, string>>) => {
  await using folder = await temporaryTree(tree);
  return unwrap(await takeInventory(folder.root));
};

const long = 'x'.repeat(200_000);
const few = 2000;
const manifest = '<project><modelVersion>4.0.0</modelVersion><groupId>g</groupId><artifactId>a</artifactId>';
const status = (at: number) => `Package: c${at}\nStatus: install ok installed\nVersion: 1.0\n\n`;

/** One long text that a file says once and that would become a part of each of its packages. */
const repeated: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'the parent of nested packages': {
    'package-lock.json': json({
      lockfileVersion: 1,
      dependencies: {
        [long]: { version: '1.0.0', dependencies: record(few, (at) => [`c${at}`, { version: '1.0.0' }]) },
      },
    }),
  },
  'the name of a framework': {
    'packages.lock.json': json({
      version: 1,
      dependencies: { [long]: record(few, (at) => [`c${at}`, { type: 'Direct', resolved: '1.0.0' }]) },
    }),
  },
  'the address of a repository': {
    'Gemfile.lock': `GIT\n  remote: https://example.test/${long}\n  revision: ${long}\n  specs:\n${list(few, (at) => `    c${at} (1.0)\n`).join('')}`,
  },
  'the release of a distribution': {
    'var/lib/dpkg/status': list(few, status).join(''),
    'etc/os-release': `ID=debian\nVERSION_ID="12${'9'.repeat(200_000)}"\n`,
  },
  'a property': {
    'pom.xml': `${manifest}<version>1</version><properties><v>${long}</v></properties><dependencies>${list(few, (at) => `<dependency><groupId>g</groupId><artifactId>c${at}</artifactId><version>\${v}</version></dependency>`).join('')}</dependencies></project>`,
  },
  'a name part': {
    'pom.xml': `${manifest}<version>1</version><properties><v>${long}</v></properties><dependencies>${list(few, (at) => `<dependency><groupId>g</groupId><artifactId>c${at}\${v}</artifactId><version>1</version></dependency>`).join('')}</dependencies></project>`,
  },
  'the own version': {
    'pom.xml': `${manifest}<version>${long}</version><dependencies>${list(few, (at) => `<dependency><groupId>g</groupId><artifactId>c${at}</artifactId><version>\${project.version}</version></dependency>`).join('')}</dependencies></project>`,
  },
  'a constraint': { 'requirements.txt': `-c ${long}.txt\n${list(few, (at) => `c${at}\n`).join('')}` },
};

describe('what is said once is not repeated in every package', () => {
  it.each(Object.entries(repeated))('%s', async (_name, tree) => {
    const { files } = await take(tree);
    let size = 0;
    for (const { components, problems } of files) {
      for (const each of components) size += JSON.stringify(each).length;
      for (const { error } of problems) size += error.message.length;
    }
    expect(size).toBeLessThan(20 * Object.values(tree).join('').length);
  });
});

const many = 20_000;
const snapshots = list(many, (at) => `  a@${at}.0.0: {}\n`).join('');
const yarnEntries = list(many, (at) => `a@^${at}.0.0:\n  version "${at}.0.0"\n\n`).join('');

/** Twenty thousand entries of one name that all lead to that name, or as many rules for them. */
const crowded: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  gems: {
    'Gemfile.lock': `GEM\n  remote: https://example.test/\n  specs:\n${list(many, (at) => `    a (${at}.0)\n      a\n`).join('')}\nDEPENDENCIES\n  a\n`,
  },
  'crates of as many sources': {
    'Cargo.lock': `version = 3\n${list(many, (at) => `[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "registry+x${at}"\ndependencies = ["a 1.0.0 (registry+x${(at + 1) % many})"]\n`).join('')}`,
  },
  "npm's overrides": {
    'package-lock.json': json({
      lockfileVersion: 3,
      packages: { '': {}, ...record(many, (at) => [`node_modules/x${at}/node_modules/a`, { version: `1.0.${at}` }]) },
    }),
    'package.json': json({ overrides: record(many, (at) => [`a@>=${at}.0.0`, '1.0.0']) }),
  },
  "npm's nested overrides": {
    'package-lock.json': json({
      lockfileVersion: 3,
      packages: { '': {}, ...record(many, (at) => [`node_modules/a${at}`, { version: '1.0.0' }]) },
    }),
    'package.json': json({ overrides: record(many, (at) => [`b${at}`, { [`a${at}`]: '1.0.0' }]) }),
  },
  "yarn 1's resolutions": {
    'yarn.lock': `# yarn lockfile v1\n\n${yarnEntries}`,
    'package.json': json({ resolutions: record(many, (at) => [`**/x${at}/a`, `${at}.0.0`]) }),
  },
  "yarn's resolutions": {
    'yarn.lock': `__metadata:\n  version: 8\n\n${list(many, (at) => `"a@npm:^${at}.0.0":\n  version: ${at}.0.0\n  resolution: "a@npm:${at}.0.0"\n  dependencies:\n    a: "npm:^${(at + 1) % many}.0.0"\n\n`).join('')}`,
    'package.json': json({ resolutions: record(many, (at) => [`x${at}/a@npm:^1`, `${at}.0.0`]) }),
  },
  "pnpm's overrides": {
    'pnpm-lock.yaml': `lockfileVersion: '9.0'\noverrides:\n${list(many, (at) => `  x${at}>a@>=${at}: 1.0.0\n`).join('')}importers:\n  .: {}\npackages:\n${snapshots}snapshots:\n${snapshots}`,
  },
};

const definitions = 'def deps do [\n'.repeat(many);

describe('what a file costs grows with its size, not with the square of it', () => {
  it.each(Object.entries(crowded))('%s', async (_name, tree) => {
    const { files, totals } = await take(tree);
    expect(totals.components).toBe(many);
    const edges = files.flatMap((file) => file.components).reduce((sum, each) => sum + each.dependsOn.length, 0);
    expect(edges).toBeLessThanOrEqual(64 * many);
  });
});

it('a constraints file that many files share is read once', async () => {
  const { totals } = await take({
    'constraints.txt': list(20_000, (at) => `c${at}==1\n`).join(''),
    ...Object.fromEntries(
      list(100, (at) => `${at}/requirements.txt`).map((path) => [path, '-c ../constraints.txt\nc1\n']),
    ),
  });
  expect(totals.components).toBe(100);
});

const pom = (artifact: string, body: string) =>
  `<project><modelVersion>4.0.0</modelVersion><groupId>g</groupId><artifactId>${artifact}</artifactId><version>1</version>${body}</project>`;
const managed = (entries: readonly string[]) =>
  `<dependencyManagement><dependencies>${entries.join('')}</dependencies></dependencyManagement>`;

it('BOMs that all import each other are followed once each', async () => {
  const names = list(24, (at) => `b${at}`);
  const bom = (name: string) =>
    `<dependency><groupId>g</groupId><artifactId>${name}</artifactId><version>1</version><type>pom</type><scope>import</scope></dependency>`;
  const own = (name: string) =>
    `<dependency><groupId>x</groupId><artifactId>${name}</artifactId><version>1</version></dependency>`;
  const { totals } = await take({
    'pom.xml': pom('top', `<modules>${names.map((name) => `<module>${name}</module>`).join('')}</modules>`),
    ...Object.fromEntries(
      names.map((name) => [
        `${name}/pom.xml`,
        pom(
          name,
          managed([...names.filter((other) => other !== name).map(bom), own(name)]) +
            `<dependencies><dependency><groupId>x</groupId><artifactId>b7</artifactId></dependency></dependencies>`,
        ),
      ]),
    ),
  });
  expect(totals.components).toBe(names.length);
});

it('a mix.exs of nothing but definitions is looked through once', async () => {
  const { totals } = await take({ 'mix.lock': '%{"a": {:hex, :a, "1.0.0"}}', 'mix.exs': definitions.repeat(20) });
  expect(totals.components).toBe(1);
});

it('a Gemfile of nested groups costs what its lines cost', async () => {
  const { totals } = await take({
    'Gemfile.lock': 'GEM\n  specs:\n    a (1.0)\n\nDEPENDENCIES\n  a\n',
    Gemfile: 'group :a do\n'.repeat(many) + 'gem "a"\n'.repeat(many),
  });
  expect(totals.components).toBe(1);
});

it('a build script with a text that never ends is looked through once', async () => {
  const { totals } = await take({
    'gradle.lockfile': 'g:a:1.0=runtimeClasspath\n',
    'build.gradle': `"${'\\"'.repeat(300_000)}`,
  });
  expect(totals.components).toBe(1);
});
