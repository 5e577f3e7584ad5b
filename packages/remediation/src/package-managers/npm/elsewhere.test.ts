import { expect, it } from 'vitest';
import { npmElsewhere } from './elsewhere.ts';

const elsewhere = npmElsewhere(() => ({ args: [], env: {} }));
const registry = (name: string, version: string) => `https://registry.example.test/${name}/-/${name}-${version}.tgz`;
const git = `git+ssh://git@github.com/nobody/tool.git#${'a'.repeat(40)}`;

function project(packages: Readonly<Record<string, unknown>>, manifests: Readonly<Record<string, unknown>> = {}) {
  const lock = { name: 'app', lockfileVersion: 2, packages, dependencies: { older: { version: '1.0.0' } } };
  const files = { 'package-lock.json': lock, ...manifests };
  return new Map(Object.entries(files).map(([name, value]) => [name, JSON.stringify(value)]));
}

it('names every archive that is of git, of a file, or no archive of a registry, with what npm would ask for it', () => {
  const entries = {
    '': { name: 'app' },
    'packages/own': { version: '1.0.0' },
    'node_modules/own': { resolved: 'packages/own', link: true },
    'node_modules/plain': { version: '1.0.0', resolved: registry('plain', '1.0.0') },
    'node_modules/quiet': { version: '1.0.0' },
    'node_modules/tool': { version: '2.0.0', resolved: git },
    'node_modules/a/node_modules/other': { version: '1.0.0', resolved: 'git+https://forge.example.test/x/other.git#1' },
    'node_modules/alias': { name: 'real', version: '1.0.0', resolved: 'https://files.example.test:8443/real/master' },
    'node_modules/packed': { version: '1.0.0', resolved: 'file:packed.tgz' },
  };
  expect(elsewhere.archives(project(entries)).map(({ label, host }) => [label, host])).toEqual([
    ['tool@2.0.0', { host: 'codeload.github.com', port: 443 }],
    ['other@1.0.0', undefined],
    ['real@1.0.0', { host: 'files.example.test', port: 8443 }],
    ['packed@1.0.0', undefined],
  ]);
  expect(elsewhere.archives(new Map([['package-lock.json', 'no lock file']]))).toEqual([]);
});

it('takes them out with what lies below them and with the requirements that they meet, and nothing else', () => {
  const manifest = { name: 'app', dependencies: { tool: 'github:nobody/tool', plain: '^1.0.0' } };
  const own = { name: 'own', devDependencies: { tool: '*' } };
  const files = project(
    {
      '': manifest,
      'packages/own': own,
      'packages/other': { dependencies: { tool: '^1.0.0' } },
      'packages/other/node_modules/tool': { version: '1.0.0', resolved: registry('tool', '1.0.0') },
      'node_modules/plain': { version: '1.0.0', peerDependencies: { tool: '*', part: '*' } },
      'node_modules/part': { version: '1.0.0' },
      'node_modules/tool': { version: '2.0.0', resolved: git, dependencies: { part: '^2.0.0' } },
      'node_modules/tool/node_modules/part': { version: '2.0.0' },
    },
    { 'package.json': manifest, 'packages/own/package.json': own },
  );
  const less = elsewhere.without(files, elsewhere.archives(files));
  const read = (name: string) => JSON.parse(less.get(name) ?? '') as Record<string, unknown>;
  expect(read('package.json')).toEqual({ name: 'app', dependencies: { plain: '^1.0.0' } });
  expect(read('packages/own/package.json')).toEqual({ name: 'own', devDependencies: {} });
  const { packages, ...rest } = read('package-lock.json');
  expect(rest).toEqual({ name: 'app', lockfileVersion: 3 });
  expect(packages).toEqual({
    '': { name: 'app', dependencies: { plain: '^1.0.0' } },
    'packages/own': { name: 'own', devDependencies: {} },
    'packages/other': { dependencies: { tool: '^1.0.0' } },
    'packages/other/node_modules/tool': { version: '1.0.0', resolved: registry('tool', '1.0.0') },
    'node_modules/plain': { version: '1.0.0', peerDependencies: { part: '*' } },
    'node_modules/part': { version: '1.0.0' },
  });
  expect(elsewhere.archives(less)).toEqual([]);
});
