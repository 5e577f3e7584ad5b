import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryFiles } from '@maximus/inventory/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cargo } from '../package-managers/cargo/index.ts';
import { sparseFiles } from '../testing/cargo-universe.ts';
import { lockWith } from '../testing/lock-with.ts';
import { mavenFiles } from '../testing/maven-universe.ts';
import { planPinned } from '../testing/pinned-plan.ts';
import { canShutIn, writeShutIn } from '../testing/shut-in.ts';
import { staticRegistry } from '../testing/static-registry.ts';
import { createToolchains } from './create-toolchains.ts';
import { managersOnPath } from './managers-on-path.ts';

const environment = process.env;
const there = managersOnPath({ environment, emptyFolder: tmpdir() });
const canRun = await canShutIn();
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'maximus-found-'));
  chmodSync(folder, 0o711);
});
afterEach(() => rmSync(folder, { recursive: true, maxRetries: 3 }));

describe.skipIf(!canRun || !there.includes('cargo'))('cargo as it is found', () => {
  it('names the registry that the user has put in the place of the default one, and writes with it', async () => {
    const universe = { 'baddy@1.0.0': {}, 'baddy@1.0.1': {} };
    await using registry = await staticRegistry((address) => new Map(sparseFiles(universe, address)));
    const home = join(folder, 'cargo-home');
    mkdirSync(home);
    writeFileSync(
      join(home, 'config.toml'),
      `[source.crates-io]\nreplace-with = "own"\n\n[source.own]\nregistry = "sparse+${registry.address}"\n`,
    );
    const find = createToolchains({ environment: { ...environment, CARGO_HOME: home }, emptyFolder: folder });
    const { access, tools, openSource } = await find('crates.io');
    expect(access.defaultRegistry).toBe(registry.address);
    const tool = tools.get('cargo')?.[0];
    if (tool === undefined) throw new RangeError('cargo is missing');
    const manifest =
      '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\nbaddy = "1.0.0"\n';
    const lock = { 'Cargo.toml': manifest, 'src/lib.rs': '' };
    const begun = await lockWith(cargo, tool, lock, access);
    const files = {
      'Cargo.toml': manifest,
      'Cargo.lock': (begun['Cargo.lock'] ?? '').replace('1.0.1', '1.0.0'),
    };
    const [remedy] = await planPinned({
      ecosystem: 'crates.io',
      files,
      lockFile: 'Cargo.lock',
      flaws: [{ id: 'T-1', name: 'baddy', fixed: '1.0.1' }],
      locked: ['baddy@1.0.0'],
      registry: await openSource(memoryFiles(files), 'Cargo.lock'),
    });
    const written = await writeShutIn({ remedy, files, manager: 'cargo', tool, address: access.defaultRegistry });
    expect(written).toMatchObject({ state: 'as-planned', lockText: expect.stringContaining('version = "1.0.1"') });
  });
});

describe.skipIf(!canRun || !there.includes('mvn') || !existsSync('/usr/bin/env'))('Maven as it is found', () => {
  it('names the mirror that the user has set, and starts shut in', async () => {
    const universe = { 'org.test:bad@1.0.0': {}, 'org.test:bad@1.0.1': {} };
    await using registry = await staticRegistry(() => mavenFiles(universe));
    mkdirSync(join(folder, '.m2'));
    writeFileSync(
      join(folder, '.m2/settings.xml'),
      `<settings><mirrors><mirror><id>own</id><mirrorOf>*</mirrorOf><url>${registry.address}</url></mirror></mirrors></settings>\n`,
    );
    const args = `-Duser.home=${folder}`;
    const find = createToolchains({ environment: { ...environment, MAVEN_OPTS: args }, emptyFolder: folder });
    const { access, tools, openSource } = await find('Maven');
    expect(access.defaultRegistry).toBe(registry.address);
    const dependency =
      '<dependency><groupId>org.test</groupId><artifactId>bad</artifactId><version>1.0.0</version></dependency>';
    const files = {
      'pom.xml': `<project><modelVersion>4.0.0</modelVersion><groupId>a</groupId><artifactId>a</artifactId><version>1</version><dependencies>${dependency}</dependencies></project>\n`,
    };
    const [remedy] = await planPinned({
      ecosystem: 'Maven',
      files,
      lockFile: 'pom.xml',
      flaws: [{ id: 'T-1', name: 'org.test:bad', fixed: '1.0.1' }],
      locked: ['org.test:bad@1.0.0'],
      registry: await openSource(memoryFiles(files), 'pom.xml'),
    });
    expect(remedy?.plan.rung).toBe('direct-upgrade');
    const tool = tools.get('maven')?.[0];
    const written = await writeShutIn({ remedy, files, manager: 'maven', tool, address: access.defaultRegistry });
    // The registry of this test has no plug-in: that it was asked for it shows that the tool came so far.
    expect(written.state).toBe('not-written');
    expect(registry.asked.join('\n')).toContain('maven-dependency-plugin');
  });
});
