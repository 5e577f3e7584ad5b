import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { unwrap } from '@maximus/kernel';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { nameRegistry, openOwnRegistry } from './own-registry.ts';

const bundled = resolve(import.meta.dirname, '../../../../examples');
let copies: string;
beforeEach(() => {
  copies = mkdtempSync(join(tmpdir(), 'maximus-registry-'));
});
afterEach(() => rmSync(copies, { recursive: true, force: true }));

interface Packument {
  readonly 'dist-tags': { readonly latest: string };
  readonly time: Readonly<Record<string, string>>;
  readonly versions: Readonly<
    Record<string, { readonly dist: { readonly tarball: string; readonly integrity: string } }>
  >;
}

it('serves what the lock file of the example names, byte for byte', async () => {
  const registry = unwrap(await openOwnRegistry(bundled, copies));
  const lock = JSON.parse(readFileSync(join(bundled, 'berth-board/package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; integrity: string }>;
  };
  const locked = Object.entries(lock.packages).filter(([path]) => path !== '');
  expect(locked.length).toBe(3);
  for (const [path, { version, integrity }] of locked) {
    const name = path.slice('node_modules/'.length);
    const packument = (await (await fetch(`${registry.address}${name}`)).json()) as Packument;
    expect(packument.versions[version]?.dist.integrity, name).toBe(integrity);
    expect(Date.parse(packument.time[version] ?? '')).toBeLessThan(Date.now());
    const archive = await fetch(packument.versions[version]?.dist.tarball ?? '');
    const digest = await crypto.subtle.digest('SHA-512', await archive.arrayBuffer());
    expect(`sha512-${Buffer.from(digest).toString('base64')}`).toBe(integrity);
  }
  for (const path of ['', 'lodash', '@berth-board/none', '@berth-board/clock/-/clock-9.9.9.tgz', '%E0%A4%A', '..%2f'])
    expect((await fetch(`${registry.address}${path}`)).status, path).toBe(404);
  await registry.stop();
});

it('keeps its address through later starts, and says when somebody else has its port', async () => {
  const copy = join(copies, 'berth-board');
  mkdirSync(copy);
  cpSync(join(bundled, 'berth-board/.npmrc'), join(copy, '.npmrc'));
  const first = unwrap(await openOwnRegistry(bundled, join(copies, 'none-yet')));
  await nameRegistry('npm-shop', join(copies, 'npm-shop'), first);
  await nameRegistry('berth-board', copy, first);
  expect(readFileSync(join(copy, '.npmrc'), 'utf8')).toContain(`@berth-board:registry=${first.address}\n`);
  const taken = await openOwnRegistry(bundled, copies);
  expect(taken.ok ? '' : taken.error.code).toBe('server.example_registry');
  await first.stop();
  const second = unwrap(await openOwnRegistry(bundled, copies));
  expect(second.address).toBe(first.address);
  await second.stop();
});
