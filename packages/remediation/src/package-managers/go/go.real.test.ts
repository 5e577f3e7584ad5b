import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createGoProxy, httpGet } from '../../registries/index.ts';
import { type GoUniverse, goProxyFiles } from '../../testing/go-universe.ts';
import { planPinned } from '../../testing/pinned-plan.ts';
import { canShutIn, writeShutIn } from '../../testing/shut-in.ts';
import { staticRegistry } from '../../testing/static-registry.ts';
import type { InstalledTool } from '../types.ts';

const home = '/usr/local/go';
const hasGo = existsSync(`${home}/bin/go`);
const version = hasGo
  ? (/go(\d[\d.]*)/.exec(execFileSync(`${home}/bin/go`, ['version'], { encoding: 'utf8' }))?.[1] ?? '')
  : '';
const tool: InstalledTool = { version, argv: [`${home}/bin/go`], mounts: [{ from: home, at: home }] };

const universe: GoUniverse = {
  'example.test/bad@v1.0.0': {},
  'example.test/bad@v1.0.1': {},
  'example.test/bad@v1.1.0': {},
  'example.test/mid@v1.2.0': { requires: { 'example.test/bad': 'v1.0.0' } },
  'example.test/other@v1.0.0': {},
  'example.test/other@v1.3.0': {},
};
const flaws = [{ id: 'T-1', name: 'example.test/bad', fixed: '1.0.1' }];

const goMod = (requires: string, extra = '') =>
  `// The app.\nmodule example.test/app\n\ngo 1.21\n${extra}\nrequire (\n${requires})\n`;
const source = (...paths: string[]) =>
  `package main\n\nimport (\n${paths.map((path) => `\t_ "${path}"\n`).join('')})\n\nfunc main() {}\n`;

interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly locked: readonly string[];
  readonly universe?: GoUniverse;
}

async function remedied(
  { files, locked, universe: held = universe }: Case,
  withTool: InstalledTool | undefined = tool,
) {
  await using registry = await staticRegistry(() => goProxyFiles(held));
  const source = createGoProxy({
    proxies: `${registry.address},direct`,
    mayAsk: () => true,
    credentials: new Map(),
    get: httpGet,
  });
  const [remedy] = await planPinned({ ecosystem: 'Go', files, lockFile: 'go.mod', flaws, locked, registry: source });
  const written =
    remedy?.change === undefined
      ? undefined
      : await writeShutIn({
          remedy,
          files,
          manager: 'go',
          tool: withTool,
          address: registry.address,
          access: { settings: new Map([['GOSUMDB', 'off']]) },
        });
  return { remedy, written, asked: registry.asked };
}

describe.skipIf(!(await canShutIn()) || !hasGo)('the Go command itself, shut in', () => {
  it('raises an indirect module to the lowest version that helps, and keeps every comment', async () => {
    const requires =
      '\texample.test/mid v1.2.0 // why we need it\n\texample.test/bad v1.0.0 // indirect\n\n\t// kept\n\texample.test/other v1.0.0\n';
    const files = {
      'go.mod': goMod(requires),
      'go.sum': '',
      'main.go': source('example.test/mid', 'example.test/other'),
    };
    const { remedy, written } = await remedied({ files, locked: ['example.test/bad@v1.0.0'] });
    expect(remedy?.plan.rung).toBe('lock-bump');
    expect(remedy?.plan.package_changes).toMatchObject([
      { purl_from: 'pkg:golang/example.test/bad@v1.0.0', purl_to: 'pkg:golang/example.test/bad@v1.0.1', direct: false },
    ]);
    expect(written).toMatchObject({ state: 'as-planned' });
    if (written?.state !== 'as-planned') return;
    expect(written.lockText).toBe(files['go.mod'].replace('bad v1.0.0', 'bad v1.0.1'));
    const sums = written.remedy.change?.files.find(({ file }) => file === 'go.sum')?.after;
    expect(sums).toContain('example.test/bad v1.0.1 h1:');
    expect(written.remedy.plan.edits.map(({ file }) => file)).toEqual(['go.mod', 'go.sum']);
  });

  it('changes a direct requirement, and brings along what the new version asks for', async () => {
    const { 'example.test/bad@v1.1.0': _higher, ...rest } = universe;
    const held: GoUniverse = {
      ...rest,
      'example.test/bad@v1.0.1': { requires: { 'example.test/other': 'v1.3.0' } },
    };
    const files = {
      'go.mod': goMod('\texample.test/bad v1.0.0\n\texample.test/other v1.0.0\n'),
      'main.go': source('example.test/bad', 'example.test/other'),
    };
    const { remedy, written } = await remedied({ files, locked: ['example.test/bad@v1.0.0'], universe: held });
    expect(remedy?.plan.rung).toBe('direct-upgrade');
    expect(remedy?.plan.attempts[0]).toMatchObject({ rung: 'lock-bump', why_not: 'range-excludes-fix' });
    expect(written).toMatchObject({ state: 'as-planned' });
    expect(remedy?.plan.package_changes.map(({ purl_to }) => purl_to)).toEqual([
      'pkg:golang/example.test/bad@v1.0.1',
      'pkg:golang/example.test/other@v1.3.0',
    ]);
  });

  it('runs nothing of a hostile module and fetches no toolchain', async () => {
    const files = {
      'go.mod': goMod('\texample.test/bad v1.0.0\n', '\ntoolchain go1.99.0\n'),
      'main.go': `package main\n\n//go:generate sh -c "touch /job/evil"\n\n// #cgo CFLAGS: -I/evil\n// #include "evil.h"\nimport "C"\n\nimport _ "example.test/bad"\n\nfunc main() {}\n`,
      'go.work': 'go 1.99\n\nuse ./evil\n',
      'go.env': 'GOFLAGS=-toolexec=/job/evil.sh\nGOPROXY=http://evil.example.test\n',
    };
    const { written, asked } = await remedied({ files, locked: ['example.test/bad@v1.0.0'] });
    expect(written).toMatchObject({ state: 'as-planned' });
    expect(JSON.stringify(written)).not.toContain('evil');
    expect(asked.filter((path) => path.includes('toolchain'))).toEqual([]);
    expect(
      written !== undefined && 'run' in written && written.run?.result.contacts.every(({ allowed }) => allowed),
    ).toBe(true);
  });

  it('does not take a version that would raise the Go of the project, and names it', async () => {
    const held: GoUniverse = { ...universe, 'example.test/bad@v1.0.1': { go: '1.99' } };
    const files = { 'go.mod': goMod('\texample.test/bad v1.0.0\n'), 'main.go': source('example.test/bad') };
    const { remedy, written } = await remedied({ files, locked: ['example.test/bad@v1.0.0'], universe: held });
    expect(remedy?.plan.package_changes.map(({ purl_to }) => purl_to)).toEqual(['pkg:golang/example.test/bad@v1.1.0']);
    expect(written).toMatchObject({ state: 'as-planned' });
  });

  it('says that the tool is missing, and that the project wants a later one', async () => {
    const files = { 'go.mod': goMod('\texample.test/bad v1.0.0\n'), 'main.go': source('example.test/bad') };
    const none = await remedied({ files, locked: ['example.test/bad@v1.0.0'] }, { ...tool, version: '1.20.3' });
    expect(none.written).toMatchObject({
      state: 'not-written',
      why_not: 'package-manager-missing',
      sentence: 'The project wants go@1.21 or later (go in go.mod); installed: 1.20.3.',
    });
  });
});
