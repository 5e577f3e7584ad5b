import { unwrap } from '@maximus/kernel';
import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../testing/index.ts';
import { detect } from './detect.ts';
import { parse } from './parse.ts';
import { readDependency } from './records.ts';
import { samples } from './samples.ts';

const path = 'lib/apk/db/installed';
const read = (tree: Readonly<Record<string, string>>, at = path) =>
  parse({ path: at, text: tree[at] ?? '', files: memoryFiles(tree) });

describe('apk installed', async () => {
  const file = unwrap(await read(samples));

  it('lists what is installed, by the origin of each, with the branch', () => {
    expect(file.components.map((each) => [each.key, each.ecosystem, each.name, each.version, each.line])).toEqual([
      ['musl', 'Alpine:v3.20', 'musl', '1.2.5-r0', 1],
      ['libssl3', 'Alpine:v3.20', 'openssl', '3.3.1-r3', 12],
      ['curl', 'Alpine:v3.20', 'curl', '8.9.0-r0', 21],
    ]);
    expect(file.components[1]).toMatchObject({
      purl: 'pkg:apk/alpine/libssl3@3.3.1-r3?arch=x86_64&distro=alpine-3.20&upstream=openssl',
      integrity: 'Q1bbbb=',
      licences: ['Apache-2.0'],
    });
    expect(file.problems).toEqual([]);
  });

  it('follows libraries to what provides them and takes the world as direct', () => {
    expect(file.components.map((each) => each.dependsOn)).toEqual([
      [],
      [{ to: 'musl' }],
      [{ to: 'libssl3' }, { to: 'musl', requested: '>=1.2' }],
    ]);
    expect(file.roots).toEqual(['curl']);
    expect(file.components[2]).toMatchObject({ direct: true, requested: '>8' });
  });

  it('without a world takes what nothing needs; without a release says so', async () => {
    const bare = unwrap(await read({ [`image/${path}`]: samples[path] ?? '' }, `image/${path}`));
    expect(bare.roots).toEqual(['curl']);
    expect(bare.problems).toMatchObject([{ error: { code: 'inventory.release_unknown' } }]);
    expect(bare.components[0]?.ecosystem).toBe('Alpine');
  });

  it('knows the rolling branches', async () => {
    const ecosystem = async (release: string) =>
      unwrap(await read({ ...samples, 'etc/os-release': release })).components[0]?.ecosystem;
    expect(await ecosystem('ID=alpine\nVERSION_ID=3.21_alpha20240807\n')).toBe('Alpine:edge');
    expect(await ecosystem('ID="wolfi"\nVERSION_ID="20230201"\n')).toBe('Wolfi');
    expect(await ecosystem('ID=chainguard\n')).toBe('Chainguard');
    expect(await ecosystem('ID=alpine\nVERSION_ID=x\n')).toBe('Alpine');
  });

  it('reports a record without version and refuses a text that is no database', async () => {
    const partial = unwrap(await read({ ...samples, [path]: 'P:a\n\nP:b\nV:1\n\nP:b\nV:1\n' }));
    expect(partial.problems).toMatchObject([{ error: { details: { line: 1 } } }]);
    expect(partial.components.map((each) => each.key)).toEqual(['b', 'b#2']);
    expect(await read({ [path]: 'what is this' })).toMatchObject({ ok: false });
    expect([detect(path, ''), detect(path, 'C:Q1'), detect(path, 'text')]).toEqual([true, true, false]);
  });

  it('reads what a word asks for', () => {
    expect(readDependency('a@edge')).toEqual({ name: 'a' });
    expect(readDependency('!a')).toEqual({ name: '' });
    expect(readDependency('a~1.2')).toEqual({ name: 'a', requested: '~1.2' });
  });
});
