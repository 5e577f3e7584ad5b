import { expect, it } from 'vitest';
import type { ManagerFiles } from '../types.ts';
import { bun } from './index.ts';

const hostile: ManagerFiles = new Map([
  [
    'bunfig.toml',
    [
      'preload = ["./evil.js"]',
      '[install]',
      'registry = { url = "https://registry.example.test/npm", token = "of-the-project" }',
      'globalDir = "/evil"',
      '[install.scopes]',
      'own = { url = "https://own.example.test", username = "of-the-project", password = "of-the-project" }',
      '"../x" = "https://three.example.test"',
      '[run]',
      'shell = "evil"',
      '',
    ].join('\n'),
  ],
  ['package.json', '{"name":"app","packageManager":"bun@1.4.5"}'],
]);

it('keeps addresses only, and no program, script or secret of the project', () => {
  expect([...bun.allowedConfig(hostile)]).toEqual([
    [
      'bunfig.toml',
      '[install]\nregistry = "https://registry.example.test/npm/"\n\n[install.scopes]\n"@own" = "https://own.example.test/"\n',
    ],
  ]);
  expect(bun.allowedConfig(new Map()).size).toBe(0);
  for (const each of ['= 1', '[install]\nregistry = 1', '[run]\nshell = "x"\n']) {
    expect(bun.allowedConfig(new Map([['bunfig.toml', each]])).size, each).toBe(0);
  }
  expect(bun.pinnedVersion(hostile)).toMatchObject({ version: '1.4.5', exact: true });
});

it('hands the credential of the default registry on, and asks the registries that are named', () => {
  const access = {
    defaultRegistry: 'https://default.example.test/',
    credentials: new Map([
      ['https://default.example.test/', 'Bearer of-the-operator'],
      ['https://other.example.test/', 'Bearer of-another'],
    ]),
  };
  const text = [...bun.accessFiles(access).values()].join();
  expect(text).toContain('token = "of-the-operator"');
  expect(text).not.toContain('of-another');
  expect(bun.registries(hostile, access).map(({ host }) => host)).toEqual([
    'registry.example.test',
    'own.example.test',
  ]);
  expect(bun.registries(new Map(), access)).toEqual([{ host: 'default.example.test', port: 443 }]);
  for (const { args } of [bun.lockCommand(hostile), bun.frozenCommand(hostile)])
    expect(args).toContain('--ignore-scripts');
});

it('reads entries and workspaces of a lock file, and says where there are none', () => {
  const lock =
    '{\n  "lockfileVersion": 1,\n  "workspaces": { "": {}, "packages/a": {}, "../out": {}, },\n  "packages": {\n    "wa": ["wa@workspace:packages/a"],\n    "b/@s/c": ["@s/c@1.0.0", "", {}, "sha512-x"],\n  },\n}\n';
  expect(bun.entries(lock)).toEqual({ ok: true, value: new Map([['b/@s/c', '@s/c@1.0.0']]) });
  expect(bun.manifestFolders(lock)).toEqual(['', 'packages/a']);
  for (const each of ['{}', 'hello', '{"packages": []}']) expect(bun.entries(each).ok, each).toBe(false);
});
