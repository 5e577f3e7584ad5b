import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { memoryFiles } from '@maximus/inventory/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageManagers } from '../package-managers/registry.ts';
import { staticRegistry } from '../testing/static-registry.ts';
import { createToolchains, toolchainFinders } from './create-toolchains.ts';
import { mayAsk } from './may-ask.ts';
import type { OpenedSources, ToolchainInput } from './types.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'maximus-machine-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const toolchainsWith = (environment: Readonly<Record<string, string>>, more: Partial<ToolchainInput> = {}) =>
  createToolchains({ environment, emptyFolder: folder, ...more });

/** A program on PATH that answers as npm does to a question for its settings. */
function npmThatSays(settings: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  mkdirSync(join(folder, 'bin'));
  const file = join(folder, 'bin/npm');
  writeFileSync(file, `#!/bin/sh\ncat <<'END'\n${JSON.stringify(settings)}\nEND\n`);
  chmodSync(file, 0o755);
  return { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, COMPANY_TOKEN: 't0ken' };
}

describe('an address that a project names', () => {
  const asked = mayAsk(['https://registry.example.test/npm/', 'http://127.0.0.1:4873/', 'no address']);

  it.each([
    ['https://registry.example.test/other', true],
    ['http://127.0.0.1:4873/x', true],
    ['http://127.0.0.1:9000/x', false],
    ['https://packages.example.test/x', true],
    ['http://packages.example.test/x', false],
    ['https://169.254.169.254/latest', false],
    ['https://localhost/x', false],
    ['https://vault.internal/x', false],
    ['https://intranet/x', false],
  ])('%s: %s', (address, wanted) => expect(asked(new URL(address))).toBe(wanted));
});

describe('npm of the user', () => {
  it('gives tool, registry, credentials and trusted certificates', async () => {
    const userconfig = join(folder, 'npmrc');
    const cafile = join(folder, 'ca.pem');
    writeFileSync(cafile, 'a certificate');
    writeFileSync(
      userconfig,
      [
        '//registry.example.test/:_authToken=$' + '{COMPANY_TOKEN}',
        '//other.example.test/npm/:_auth="dXNlcjpwdw=="',
        'color=false',
      ].join('\n'),
    );
    const settings = { 'npm-version': '11.0.0', registry: 'https://registry.example.test', userconfig, cafile };
    const machine = await toolchainsWith(npmThatSays(settings))('npm');
    expect(machine.access).toMatchObject({
      defaultRegistry: 'https://registry.example.test/',
      certificates: 'a certificate',
    });
    expect(machine.access.credentials.get('https://registry.example.test/')).toBe('Bearer t0ken');
    expect(machine.access.credentials.get('https://other.example.test/npm/')).toBe('Basic dXNlcjpwdw==');
    const [tool] = machine.tools.get('npm') ?? [];
    expect(tool).toMatchObject({
      version: '11.0.0',
      argv: ['/opt/maximus/tool/node', '/opt/maximus/tool/package/bin/npm'],
    });
    const source = await machine.openSource(
      memoryFiles({ '.npmrc': 'registry=http://10.0.0.1/' }),
      'package-lock.json',
    );
    expect(await source.versionsOf('bad')).toMatchObject({
      state: 'unreachable',
      reason: expect.stringContaining('10.0.0.1'),
    });
  });

  it.each([
    ['is not on PATH', {}, 'npm, whose settings name the registry, is not on PATH'],
    ['says nothing of use', { 'npm-version': '11.0.0' }, 'npm does not tell its settings'],
  ])('that %s is an unreachable registry', async (_name, settings, reason) => {
    const environment = Object.keys(settings).length === 0 ? { PATH: '/nowhere' } : npmThatSays(settings);
    const machine = await toolchainsWith(environment)('npm');
    expect(machine.tools.size).toBe(0);
    const source = await machine.openSource(memoryFiles({}), 'package-lock.json');
    expect(await source.versionsOf('bad')).toEqual({ state: 'unreachable', reason });
  });

  it('is asked once, and no other ecosystem is known by accident', async () => {
    const machines = toolchainsWith({ PATH: '/nowhere' });
    expect(await machines('npm')).toBe(await machines('npm'));
    const source = await (await machines(undefined)).openSource(memoryFiles({}), 'x');
    expect(await source.versionsOf('bad')).toMatchObject({ state: 'unreachable' });
  });
});

/** Programs on `PATH`, each a line of shell. */
function programs(lines: Readonly<Record<string, string>>): { readonly PATH: string; readonly HOME: string } {
  mkdirSync(join(folder, 'bin'), { recursive: true });
  for (const [name, line] of Object.entries(lines)) {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${line}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  }
  return { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, HOME: folder };
}

describe('every package manager', () => {
  it.each([...packageManagers.values()].map(({ id, ecosystem }) => [id, ecosystem]))(
    '%s has a finder for its ecosystem, %s',
    (_id, ecosystem) => expect(toolchainFinders.has(ecosystem)).toBe(true),
  );

  it.each([
    ['npm', 'package-lock.json', 'bad', '/bad'],
    ['PyPI', 'uv.lock', 'bad', '/bad/'],
    ['Go', 'go.mod', 'example.test/bad', '/example.test/bad/@v/list'],
    ['crates.io', 'Cargo.lock', 'badder', '/ba/dd/badder'],
    ['Maven', 'pom.xml', 'org.test:bad', '/org/test/bad/maven-metadata.xml'],
  ])(
    'of %s asks the registry of its own kind, where the operator says it is',
    async (ecosystem, lockFile, name, path) => {
      await using registry = await staticRegistry(() => new Map());
      const environment = programs({
        npm: 'exit 1',
        python3: 'echo 3.1',
        go: 'echo \'{"GOROOT":"/usr/lib/go","GOVERSION":"go1.26.0"}\'',
        cargo: 'echo cargo 1.95.0',
        mvn: 'echo Apache Maven 3.9.9',
      });
      const registries = new Map([[ecosystem, registry.address]]);
      const toolchain = await toolchainsWith(environment, { registries })(ecosystem);
      expect(toolchain.access.defaultRegistry).toBe(registry.address);
      const source = await toolchain.openSource(memoryFiles({}), lockFile);
      expect('pomOf' in source).toBe(ecosystem === 'Maven');
      await source.versionsOf(name);
      expect(registry.asked.map((each) => new URL(each, registry.address).pathname)).toContain(path);
    },
  );
});

describe('tools that name no registry but in their complaints', () => {
  it('are asked so: cargo', async () => {
    const environment = programs({
      cargo:
        'case "$1" in --version) echo cargo 1.95.0 ;; *) test -f Cargo.toml && test "$CARGO_HTTP_PROXY" = http://127.0.0.1:1 && ' +
        'echo "failed to download from \\`http://127.0.0.1:1/crates/config.json\\`" >&2; exit 101 ;; esac',
    });
    const { access, tools } = await toolchainsWith(environment)('crates.io');
    expect(access.defaultRegistry).toBe('http://127.0.0.1:1/crates/');
    expect(tools.get('cargo')).toMatchObject([{ version: '1.95.0' }]);
  });

  it('are asked so: Maven', async () => {
    const environment = programs({
      mvn:
        'case "$*" in *--version*) echo "Apache Maven 3.9.9 (abc)" ;; *) test "$1" = -o && ' +
        'echo "[ERROR] Cannot access mirror (https://registry.example.test/maven) in offline mode and the artifact"; exit 1 ;; esac',
    });
    const { access, tools } = await toolchainsWith(environment)('Maven');
    expect(access.defaultRegistry).toBe('https://registry.example.test/maven');
    expect(tools.get('maven')).toMatchObject([{ version: '3.9.9', argv: [join(folder, 'bin/mvn')] }]);
  });

  it.each([
    ['crates.io', 'cargo', 'cargo does not tell its crate registry'],
    ['Maven', 'mvn', 'mvn does not tell its repository'],
  ])('and where they say nothing of %s, nothing is there', async (ecosystem, program, reason) => {
    const toolchain = await toolchainsWith(programs({ [program]: 'exit 1' }))(ecosystem);
    expect(toolchain.tools.size).toBe(0);
    const source = await toolchain.openSource(memoryFiles({}), 'x');
    expect(await source.versionsOf('bad')).toEqual({ state: 'unreachable', reason });
  });
});

describe('the tools beside npm', () => {
  const registries = new Map([['npm', 'https://registry.example.test/']]);

  it('are told apart by what they write, with the releases that Corepack has', async () => {
    const environment = programs({ npm: 'exit 1', yarn: 'echo 4.9.1', pnpm: 'echo 10.1.0', bun: 'echo 1.3.0' });
    for (const file of ['yarn/1.22.22/bin/yarn.js', 'yarn/4.10.0/yarn.js', 'pnpm/9.15.9/bin/pnpm.cjs']) {
      const path = join(folder, '.cache/node/corepack/v1', file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, '');
    }
    const { tools } = await toolchainsWith(environment, { registries })('npm');
    const versions = Object.fromEntries([...tools].map(([id, list]) => [id, list.map(({ version }) => version)]));
    expect(versions).toEqual({
      bun: ['1.3.0'],
      pnpm: ['10.1.0', '9.15.9'],
      yarn: ['1.22.22'],
      'yarn-berry': ['4.9.1', '4.10.0'],
    });
  });

  it.each([
    ['bun.lock', '{"lockfileVersion": 1}', { 'bunfig.toml': '[install]\nregistry = "http://10.0.0.1/"\n' }],
    ['yarn.lock', '__metadata:\n  version: 8\n', { '.yarnrc.yml': 'npmRegistryServer: http://10.0.0.1\n' }],
    ['yarn.lock', '# yarn lockfile v1\n', { '.npmrc': 'registry=http://10.0.0.1/\n' }],
  ])('of %s (%s) ask where its own settings say', async (lockFile, text, settings) => {
    const toolchain = await toolchainsWith(programs({}), { registries })('npm');
    const source = await toolchain.openSource(memoryFiles({ [lockFile]: text, ...settings }), lockFile);
    expect(await source.versionsOf('bad')).toMatchObject({ reason: expect.stringContaining('10.0.0.1') });
  });
});

it.each(['npm', 'Go', 'crates.io', 'Maven'])(
  'plans for %s without a tool where the registry is told',
  async (ecosystem) => {
    await using registry = await staticRegistry(() => new Map());
    const registries = new Map([[ecosystem, registry.address]]);
    const toolchain = await toolchainsWith({ PATH: '/nowhere' }, { registries })(ecosystem);
    expect(toolchain.tools.size).toBe(0);
    const source = await toolchain.openSource(memoryFiles({}), 'x');
    expect(await source.versionsOf('bad:bad')).toMatchObject({ state: 'absent' });
  },
);

it('asks again where nobody waited for the answer, and then knows it', async () => {
  const registry = 'https://registry.example.test/';
  const settings = JSON.stringify({ 'npm-version': '11.0.0', registry });
  const asked = 'echo >> "$HOME/asked"';
  const npm = `${asked}; test -e "$HOME/warm" || { touch "$HOME/warm"; exec sleep 600; }; echo '${settings}'`;
  const find = toolchainsWith(programs({ npm }), { answerMs: 2_000 });
  expect((await find('npm')).access.defaultRegistry).not.toBe(registry);
  const times = () => readFileSync(join(folder, 'asked'), 'utf8').length;
  const again = async () => {
    const before = times();
    const { access } = await find('npm');
    return [access.defaultRegistry, times() - before];
  };
  // However busy the machine is, all programs answer in time once.
  await expect.poll(again).toEqual([registry, 0]);
});

it('opens a source once where one run asks for several files', async () => {
  const registries = new Map([['npm', 'https://registry.example.test/']]);
  const toolchain = await toolchainsWith(programs({}), { registries })('npm');
  const opened: OpenedSources = new Map();
  const first = await toolchain.openSource(memoryFiles({}), 'a/package-lock.json', opened);
  expect(await toolchain.openSource(memoryFiles({}), 'b/package-lock.json', opened)).toBe(first);
  expect(await toolchain.openSource(memoryFiles({}), 'a/package-lock.json')).not.toBe(first);
});
