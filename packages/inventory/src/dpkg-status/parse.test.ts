import { unwrap } from '@maximus/kernel';
import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../testing/index.ts';
import { detect } from './detect.ts';
import { parse } from './parse.ts';
import { samples } from './samples.ts';

const status = 'var/lib/dpkg/status';
const read = (path: string, tree = samples) => parse({ path, text: tree[path] ?? '', files: memoryFiles(tree) });

describe('dpkg status', async () => {
  const file = unwrap(await read(status));

  it('lists what is installed, by the source package of each', () => {
    expect(file.components.map((each) => [each.key, each.ecosystem, each.name, each.version, each.line])).toEqual([
      ['libc6:amd64', 'Debian:12', 'glibc', '2.36-9+deb12u14', 1],
      ['libssl3:amd64', 'Debian:12', 'openssl', '3.0.11-1', 12],
      ['cdebconf:amd64', 'Debian:12', 'cdebconf', '0.270', 20],
    ]);
    expect(file.problems).toEqual([]);
  });

  it('keeps the binary package in the purl', () => {
    expect(file.components.map((each) => each.purl)).toEqual([
      'pkg:deb/debian/libc6@2.36-9%2Bdeb12u14?arch=amd64&distro=debian-12&upstream=glibc',
      'pkg:deb/debian/libssl3@3.0.11-1%2Bb1?arch=amd64&distro=debian-12&upstream=openssl%403.0.11-1',
      'pkg:deb/debian/cdebconf@0.270?arch=amd64&distro=debian-12',
    ]);
  });

  it('meets a dependency by the first alternative that is there, virtual ones too', () => {
    expect(file.components[1]?.dependsOn).toEqual([
      { to: 'libc6:amd64', requested: '>= 2.34' },
      { to: 'cdebconf:amd64' },
    ]);
    expect(file.roots).toEqual(['libssl3:amd64']);
  });

  it('takes from apt what was asked for by hand', async () => {
    const states =
      'Package: libssl3\nArchitecture: amd64\nAuto-Installed: 1\n\nPackage: libc6\nArchitecture: amd64\nAuto-Installed: 0\n';
    const known = unwrap(await read(status, { ...samples, 'var/lib/apt/extended_states': states }));
    expect(known.roots).toEqual(['libc6:amd64', 'cdebconf:amd64']);
  });

  it('reads the split form of distroless images and the release below their own root', async () => {
    const split = unwrap(await read('image/var/lib/dpkg/status.d/tzdata'));
    expect(split.components).toMatchObject([{ ecosystem: 'Ubuntu:22.04:LTS', name: 'tzdata', key: 'tzdata:all' }]);
    expect(detect('var/lib/dpkg/status.d/tzdata.md5sums', 'x')).toBe(false);
    expect(detect(status, samples[status]?.slice(0, 100) ?? '')).toBe(true);
    expect(detect(status, '')).toBe(true);
    expect(detect(status, 'On branch main')).toBe(false);
  });

  it('says so where the release is not known', async () => {
    const codes = async (tree: Record<string, string>) => {
      const result = unwrap(await read(status, { ...tree, [status]: samples[status] ?? '' }));
      return [result.components[0]?.ecosystem, ...result.problems.map((each) => each.error.code)];
    };
    expect(await codes({})).toEqual(['Debian', 'inventory.release_unknown']);
    expect(await codes({ 'etc/os-release': 'ID=debian\n' })).toEqual(['Debian', 'inventory.release_unknown']);
    expect(await codes({ 'etc/os-release': 'ID=kali\nVERSION_ID=2024\n' })).toEqual([
      'Debian',
      'inventory.release_unknown',
    ]);
    expect(await codes({ 'etc/os-release': 'ID=ubuntu\nVERSION_ID=24.10\n' })).toEqual(['Ubuntu:24.10']);
    expect(await codes({ 'etc/os-release': 'PRETTY=x\n' })).toEqual(['Debian', 'inventory.release_unknown']);
  });

  it('reports a paragraph without version, and a text that is no database', async () => {
    const text = 'Package: a\nStatus: install ok installed\n\n\tfolded\nPackage: b\nPackage: c\nVersion: 1\nno colon\n';
    const partial = unwrap(await read(status, { ...samples, [status]: text }));
    expect(partial.problems).toMatchObject([{ error: { code: 'inventory.malformed', details: { line: 1 } } }]);
    expect(partial.components.map((each) => [each.key, each.line])).toEqual([['b', 5]]);
    expect(await read(status, { ...samples, [status]: 'hello: there\n' })).toMatchObject({ ok: false });
    expect(unwrap(await read(status, { ...samples, [status]: '' })).components).toEqual([]);
  });
});
