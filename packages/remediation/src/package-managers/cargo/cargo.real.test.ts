import { workFolder } from '@maximus/arena/testing';
import { describe, expect, it } from 'vitest';
import { createCargoIndex, httpGet } from '../../registries/index.ts';
import { type CrateUniverse, sparseFiles } from '../../testing/cargo-universe.ts';
import { lockWith } from '../../testing/lock-with.ts';
import { planPinned } from '../../testing/pinned-plan.ts';
import { cargoTool } from '../../testing/provision.ts';
import { canShutIn, shutIn, shutInLimits, writeShutIn } from '../../testing/shut-in.ts';
import { type StaticFile, staticRegistry } from '../../testing/static-registry.ts';
import { cargo } from './index.ts';
import { targetFiles } from './workspace-files.ts';

const tool = cargoTool(process.env);

const old: CrateUniverse = {
  'baddy@1.0.0': {},
  'baddy@2.0.0': {},
  'other@1.0.0': {},
  'upper@2.0.0': { requires: { baddy: '>=1.0.0, <1.2', other: '^1' } },
};
const universe: CrateUniverse = {
  ...old,
  'baddy@1.0.1': {},
  'baddy@1.1.0': { requires: { fresh: '1' } },
  'baddy@1.2.0': {},
  'baddy@2.0.1': {},
  'fresh@1.2.0': {},
  'other@1.9.0': {},
  'upper@2.1.0': { requires: { baddy: '^1.2' } },
};

const manifest = (dependencies: string, name = 'app') =>
  `# The app.\n[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\n${dependencies}`;

interface Case {
  readonly manifests: Readonly<Record<string, string>>;
  readonly fixed?: string;
  readonly versions?: readonly string[];
  readonly locked?: readonly string[];
  readonly armed?: Readonly<Record<string, string>>;
}

async function remedied({ manifests, fixed, versions, locked = ['baddy@1.0.0'], armed = {} }: Case) {
  if (tool === undefined) throw new RangeError('cargo is missing');
  const served = new Map<string, StaticFile>();
  await using registry = await staticRegistry((address) => {
    for (const [path, file] of sparseFiles(old, address)) served.set(path, file);
    return served;
  });
  const { address } = registry;
  const targets = targetFiles(new Map(Object.entries(manifests)));
  const access = { defaultRegistry: address, credentials: new Map() };
  const begun = await lockWith(cargo, tool, { ...manifests, ...Object.fromEntries(targets) }, access);
  const files: Readonly<Record<string, string>> = { ...manifests, ...armed, 'Cargo.lock': begun['Cargo.lock'] ?? '' };
  for (const [path, file] of sparseFiles(universe, address)) served.set(path, file);
  const source = createCargoIndex({ index: `sparse+${address}`, mayAsk: () => true, get: httpGet });
  const flaw = versions === undefined ? { fixed: fixed ?? '' } : { versions };
  const flaws = [{ id: 'T-1', name: 'baddy', ...flaw }];
  const parts = { ecosystem: 'crates.io', files, lockFile: 'Cargo.lock', flaws, locked, registry: source };
  const [remedy] = await planPinned(parts);
  const written =
    remedy?.change === undefined ? undefined : await writeShutIn({ remedy, files, manager: 'cargo', tool, address });
  return { files, remedy, written };
}

describe.skipIf(!(await canShutIn()) || tool === undefined)('cargo itself, shut in', () => {
  it('locks a transitive crate anew, the lowest that helps, and nothing beside it', async () => {
    const { files, remedy, written } = await remedied({
      manifests: { 'Cargo.toml': manifest('upper = "2"\n') },
      fixed: '1.0.1',
    });
    expect(remedy?.plan.rung).toBe('lock-bump');
    expect(written).toMatchObject({ state: 'as-planned' });
    if (written?.state !== 'as-planned') return;
    const changed = written.lockText.split('\n').filter((line) => !(files['Cargo.lock'] ?? '').includes(line));
    expect(changed.map((line) => line.split(' ')[0])).toEqual(['version', 'checksum']);
    expect(written.lockText).toBe(remedy?.change?.files.at(-1)?.after);
  });

  it('brings in what the new version asks for', async () => {
    const { remedy, written } = await remedied({
      manifests: { 'Cargo.toml': manifest('upper = "2"\n') },
      fixed: '1.1.0',
    });
    expect(written).toMatchObject({ state: 'as-planned' });
    expect(remedy?.plan.package_changes.map(({ change, purl_to }) => `${change} ${purl_to}`)).toEqual([
      'upgraded pkg:cargo/baddy@1.1.0',
      'added pkg:cargo/fresh@1.2.0',
    ]);
  });

  it('moves the parent that holds it back, and drops what nobody asks for any more', async () => {
    const { remedy, written } = await remedied({
      manifests: { 'Cargo.toml': manifest('upper = "2"\n') },
      fixed: '1.2.0',
    });
    expect(remedy?.plan.rung).toBe('parent-upgrade');
    expect(written).toMatchObject({ state: 'as-planned' });
    expect(remedy?.plan.package_changes.map(({ change }) => change)).toEqual(['upgraded', 'removed', 'upgraded']);
  });

  it('changes requirements of a workspace in their places, each in its own style', async () => {
    const manifests = {
      'Cargo.toml':
        '[workspace]\nmembers = ["crates/*"]\nresolver = "2"\n\n[workspace.dependencies]\nbaddy = { version = "=1.0.0", features = [] } # why\n',
      'crates/one/Cargo.toml': manifest('baddy = { workspace = true }\n', 'one'),
      'crates/two/Cargo.toml': manifest(`renamed = { package = 'baddy', version = '~1.0.0' }\n`, 'two'),
    };
    const { remedy, written } = await remedied({ manifests, fixed: '1.1.0' });
    expect(remedy?.plan.rung).toBe('direct-upgrade');
    // 1.1.0 brings a package along, and fewer changed packages count before a smaller step.
    expect(remedy?.change?.files.slice(0, 2).map(({ after }) => after)).toEqual([
      manifests['Cargo.toml'].replace('=1.0.0', '=1.2.0'),
      manifests['crates/two/Cargo.toml'].replace('~1.0.0', '~1.2.0'),
    ]);
    expect(written).toMatchObject({ state: 'as-planned' });
  });

  it('closes both lines of a crate, each within its own', async () => {
    const { remedy, written } = await remedied({
      manifests: { 'Cargo.toml': manifest('upper = "2"\nbaddy = "2"\n') },
      versions: ['1.0.0', '2.0.0'],
      locked: ['baddy@1.0.0', 'baddy@2.0.0'],
    });
    expect(remedy?.plan.package_changes.map(({ purl_to }) => purl_to)).toEqual([
      'pkg:cargo/baddy@1.0.1',
      'pkg:cargo/baddy@2.0.1',
    ]);
    expect(written).toMatchObject({ state: 'as-planned' });
  });

  it('accepts a lock file without a compiler, and neither one that disagrees nor a crate that is not there', async () => {
    if (tool === undefined) throw new RangeError('cargo is missing');
    await using registry = await staticRegistry((address) => new Map(sparseFiles(old, address)));
    const access = { defaultRegistry: registry.address, credentials: new Map() };
    const frozen = async (files: Readonly<Record<string, string>>) => {
      const texts = new Map(Object.entries(files));
      await using folder = await workFolder({ ...files, ...Object.fromEntries(cargo.accessFiles(access)) });
      const { args, env } = cargo.frozenCommand(texts, access);
      const { exitCode, output } = await shutIn().run({
        argv: [...tool.argv, ...args],
        workFolder: folder.path,
        env,
        network: { allow: cargo.registries(texts, access) },
        limits: shutInLimits,
        tools: tool.mounts,
        label: 'frozen',
      });
      return { exitCode, said: `${output.head}${output.tail}` };
    };
    const sources = { 'src/lib.rs': '' };
    const plain = await lockWith(cargo, tool, { 'Cargo.toml': manifest(''), ...sources }, access);
    expect(await frozen(plain)).toMatchObject({ exitCode: 0 });
    const more = await lockWith(cargo, tool, { 'Cargo.toml': manifest('upper = "2"\n'), ...sources }, access);
    expect((await frozen({ ...more, 'Cargo.lock': plain['Cargo.lock'] ?? '' })).said).toContain('--locked');
    expect((await frozen(more)).said).toMatch(/failed to download/);
  });

  it('runs nothing of a hostile project', async () => {
    const armed = {
      'build.rs': 'fn main() { std::fs::write("/job/evil", "").unwrap() }',
      '.cargo/config.toml':
        '[build]\nrustc = "./evil.sh"\nrustc-wrapper = "./evil.sh"\n[source.crates-io]\nreplace-with = "evil"\n[source.evil]\nregistry = "sparse+http://evil.example.test/"\n[registry]\nglobal-credential-providers = ["./evil.sh"]\n',
      'rust-toolchain.toml': '[toolchain]\nchannel = "nightly-2099-01-01"\n',
      'evil.sh': '#!/bin/sh\ntouch /job/evil\n',
    };
    const text = manifest('upper = "2"\n').replace('edition', 'build = "build.rs"\nedition');
    const { written } = await remedied({ manifests: { 'Cargo.toml': text }, fixed: '1.0.1', armed });
    expect(written).toMatchObject({ state: 'as-planned' });
    expect(JSON.stringify(written)).not.toContain('evil');
    if (written !== undefined && 'run' in written) {
      expect(written.run?.result.contacts.filter(({ allowed }) => !allowed)).toEqual([]);
    }
  });
});
