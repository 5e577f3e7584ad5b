import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ManagerFiles } from '../types.ts';
import { yarnBerry } from './index.ts';
import { runFile } from './rc-file.ts';

const hostile: ManagerFiles = new Map([
  [
    '.yarnrc.yml',
    [
      'npmRegistryServer: "https://user:pass@registry.example.test/npm"',
      'npmScopes:',
      '  own:',
      '    npmRegistryServer: https://own.example.test',
      '    npmAuthToken: of-the-project',
      '  "../x": { npmRegistryServer: "https://three.example.test" }',
      'nodeLinker: node-modules',
      'yarnPath: .yarn/releases/yarn-3.6.0.cjs',
      'plugins: [./evil.cjs]',
      'enableScripts: true',
      'injectEnvironmentFiles: [evil]',
      'npmAuthToken: of-the-project',
      'httpsCaFilePath: ./evil.pem',
      '',
    ].join('\n'),
  ],
  ['package.json', '{"name":"app"}'],
]);

it('keeps addresses and the linker, and no program, script or secret of the project', () => {
  const text = [...yarnBerry.allowedConfig(hostile).values()].join();
  expect(parse(text)).toEqual({
    npmRegistryServer: 'https://registry.example.test/npm',
    npmScopes: { own: { npmRegistryServer: 'https://own.example.test' } },
    nodeLinker: 'node-modules',
  });
  expect(yarnBerry.allowedConfig(new Map()).size).toBe(0);
  for (const each of ['- a', 'a: &x 1\nb: *x', ': [']) {
    expect(yarnBerry.allowedConfig(new Map([['.yarnrc.yml', each]])).size, each).toBe(0);
  }
});

it('reads its settings from one file of ours: the project over the operator, each credential for its own address', () => {
  const credentials = new Map([
    ['https://registry.example.test/npm/', 'Bearer of-the-operator'],
    ['https://other.example.test/', 'Basic b2Y6aXQ='],
    ['https://odd.example.test/', 'Bearer two\nlines: 1'],
  ]);
  const access = { defaultRegistry: 'http://127.0.0.1:4873/', credentials };
  const files = yarnBerry.accessFiles(access, hostile);
  expect(parse(files.get(runFile) ?? '')).toEqual({
    npmRegistryServer: 'https://registry.example.test/npm',
    npmScopes: { own: { npmRegistryServer: 'https://own.example.test' } },
    nodeLinker: 'node-modules',
    npmRegistries: {
      '//registry.example.test/npm': { npmAuthToken: 'of-the-operator' },
      '//other.example.test': { npmAuthIdent: 'b2Y6aXQ=' },
    },
    unsafeHttpWhitelist: ['127.0.0.1'],
    enableScripts: false,
    enableTelemetry: false,
  });
  expect(yarnBerry.registries(hostile, access).map(({ host }) => host)).toEqual([
    'registry.example.test',
    'own.example.test',
  ]);
  for (const { env } of [yarnBerry.lockCommand(hostile), yarnBerry.frozenCommand(hostile)]) {
    expect(env).toMatchObject({ YARN_RC_FILENAME: runFile, YARN_IGNORE_PATH: '1', YARN_ENABLE_SCRIPTS: 'false' });
    expect(Object.keys(env)).not.toContain('NODE_OPTIONS');
  }
});

it('reads a pin from packageManager before the release that the project carries', () => {
  expect(yarnBerry.pinnedVersion(hostile)).toMatchObject({ version: '3.6.0', exact: true });
  const named = new Map([...hostile, ['package.json', '{"packageManager":"yarn@4.1.0"}'] as const]);
  expect(yarnBerry.pinnedVersion(named)).toMatchObject({ version: '4.1.0' });
  expect(yarnBerry.pinnedVersion(new Map())).toBeUndefined();
});

it('finds the workspaces inside of the project, and the compression that digests are over', () => {
  const lock = (key: string) =>
    `__metadata:\n  version: 8\n  cacheKey: ${key}\n\n"a@workspace:packages/a":\n  resolution: "a@workspace:packages/a"\n\n"b@workspace:../b":\n  resolution: "b@workspace:../b"\n`;
  expect(yarnBerry.manifestFolders(lock('10c0'))).toEqual(['', 'packages/a']);
  const level = (key: string) =>
    yarnBerry.lockCommand(new Map([['yarn.lock', lock(key)]])).env['YARN_COMPRESSION_LEVEL'];
  expect(['10c0', '10', '8', '10c3'].map(level)).toEqual(['0', '0', 'mixed', '3']);
});
