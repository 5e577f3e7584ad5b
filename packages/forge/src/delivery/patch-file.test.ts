import { execFileSync } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unwrap } from '@maximus/kernel';
import { expect, test } from 'vitest';
import { localForge } from '../testing/ready-forge.ts';
import { edit, sampleDelivery, sha256 } from '../testing/sample-delivery.ts';
import { testEstate } from '../testing/test-estate.ts';

const env = {
  PATH: '/usr/bin:/bin',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CEILING_DIRECTORIES: '/',
};

test('a patch file applies and carries every byte: Windows line ends, no last line end, Latin-1, binary', async () => {
  const latin = Buffer.from('caf\xe9 1.0.0\r\nlast', 'latin1');
  const binary = Buffer.from(Array.from({ length: 512 }, (_, at) => at % 256));
  await using estate = await testEstate({ 'a.txt': latin, 'b.bin': binary, 'old.txt': 'old\n' });
  const wanted = { 'a.txt': Buffer.from('caf\xe9 1.0.1\r\nlast', 'latin1'), 'b.bin': Buffer.from(binary).reverse() };
  const forge = await localForge(estate);
  const delivery = sampleDelivery(
    estate.base,
    [
      { file: 'a.txt', beforeDigest: sha256(latin), after: wanted['a.txt'] },
      { file: 'b.bin', beforeDigest: sha256(binary), after: wanted['b.bin'] },
      edit('old.txt', 'old\n', null),
      edit('deep/new.txt', undefined, 'new\n'),
    ],
    { mode: 'patch_file' },
  );
  const made = unwrap(await forge.deliver(delivery));
  if (made.state !== 'patch_file') throw new Error(made.state);
  expect(made.sha256).toBe(sha256(made.patch));
  expect(made.fileName).toMatch(/^direct-upgrade-left-pad-1\.0\.1-[0-9a-f]{8}\.patch$/);
  execFileSync('git', ['apply', '-'], { cwd: estate.checkout, env, input: made.patch });
  for (const [name, content] of Object.entries(wanted))
    expect((await readFile(join(estate.checkout, name))).equals(content), name).toBe(true);
  expect(await readFile(join(estate.checkout, 'deep/new.txt'), 'utf8')).toBe('new\n');
  await expect(readFile(join(estate.checkout, 'old.txt'))).rejects.toThrow();
});

test('a directory without git gets a patch file, made from its own files', async () => {
  await using estate = await testEstate({ 'x.txt': 'x\n' });
  const folder = join(estate.folder, 'plain');
  await mkdir(join(folder, 'sub'), { recursive: true });
  await writeFile(join(folder, 'sub/deps.txt'), 'left-pad 1.0.0\n');
  const edits = [edit('sub/deps.txt', 'left-pad 1.0.0\n', 'left-pad 1.0.1\n'), edit('new.txt', undefined, 'n\n')];
  const { baseCommit: _, ...plain } = sampleDelivery('', edits, { mode: 'patch_file', directory: folder });
  const forge = await localForge(estate);
  const made = unwrap(await forge.deliver(plain));
  if (made.state !== 'patch_file') throw new Error(made.state);
  execFileSync('git', ['apply', '-'], { cwd: folder, env, input: made.patch });
  expect(await readFile(join(folder, 'sub/deps.txt'), 'utf8')).toBe('left-pad 1.0.1\n');
  expect(await readFile(join(folder, 'new.txt'), 'utf8')).toBe('n\n');
  expect(await forge.deliver({ ...plain, mode: 'branch' })).toMatchObject({
    error: { code: 'forge.delivery_invalid' },
  });
});

test('links of a directory are not followed, and another content is refused', async () => {
  await using estate = await testEstate({ 'x.txt': 'x\n' });
  const folder = join(estate.folder, 'plain');
  await mkdir(folder);
  await writeFile(join(folder, 'real.txt'), 'secret\n');
  await symlink('real.txt', join(folder, 'link.txt'));
  await symlink(folder, join(folder, 'loop'));
  const forge = await localForge(estate);
  for (const one of [
    edit('link.txt', 'secret\n', 'x'),
    edit('loop/real.txt', 'secret\n', 'x'),
    edit('real.txt', 'other', 'x'),
    edit('gone', 'x', 'y'),
  ]) {
    const { baseCommit: _, ...plain } = sampleDelivery('', [one], { mode: 'patch_file', directory: folder });
    expect(await forge.deliver(plain), one.file).toMatchObject({ error: { code: 'forge.edit_refused' } });
  }
});

test('once the commit is in our clone the origin is not needed', async () => {
  await using estate = await testEstate({ 'deps.txt': 'a\n' });
  const forge = await localForge(estate);
  const delivery = sampleDelivery(estate.base, [edit('deps.txt', 'a\n', 'b\n')], { mode: 'patch_file' });
  unwrap(await forge.deliver(delivery));
  const { rename } = await import('node:fs/promises');
  await rename(estate.origin, `${estate.origin}.away`);
  expect(unwrap(await forge.deliver(delivery))).toMatchObject({ state: 'patch_file' });
  const unknown = sampleDelivery('a'.repeat(40), [edit('deps.txt', 'a\n', 'b\n')], { mode: 'patch_file' });
  expect(await forge.deliver(unknown)).toMatchObject({ ok: false, error: { code: 'forge.not_found' } });
});
