import { execFileSync } from 'node:child_process';
import { chmod, mkdir, open, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type DiskFiles, openFolder } from './disk-files.ts';
import { temporaryTree } from './testing/temporary-tree.ts';

async function opened(root: string, maxFileBytes?: number): Promise<DiskFiles> {
  const result = await openFolder(root, maxFileBytes);
  if (!result.ok) throw result.error;
  return result.value;
}

it('reads UTF-8, drops its byte order mark, and refuses UTF-16 by name', async () => {
  await using tree = await temporaryTree({
    plain: 'grüße',
    marked: '\ufeff{"a":1}',
    little: Buffer.from('\ufeffa', 'utf16le'),
    big: Buffer.from([0xfe, 0xff, 0, 0x61]),
    broken: Buffer.from([0x61, 0xff, 0x62]),
    empty: '',
  });
  const files = await opened(tree.root);
  expect(await files.read('plain')).toEqual({ ok: true, value: 'grüße' });
  expect(await files.read('marked')).toEqual({ ok: true, value: '{"a":1}' });
  expect(await files.read('broken')).toEqual({ ok: true, value: 'a\ufffdb' });
  expect(await files.read('empty')).toEqual({ ok: true, value: '' });
  for (const path of ['little', 'big']) {
    expect(await files.read(path)).toMatchObject({
      ok: false,
      error: { code: 'inventory.malformed', message: expect.stringContaining('UTF-16'), details: { file: path } },
    });
  }
});

it('never leaves the root, by path or by link', async () => {
  await using outside = await temporaryTree({ secret: 'secret', 'folder/secret': 'secret' });
  await using tree = await temporaryTree({ 'in/file': 'inside' });
  await symlink(join(outside.root, 'secret'), join(tree.root, 'out'));
  await symlink(join(outside.root, 'folder'), join(tree.root, 'out-folder'));
  await symlink('in', join(tree.root, 'again'));
  await symlink('loop', join(tree.root, 'loop'));
  await symlink('nowhere', join(tree.root, 'dangling'));
  const files = await opened(tree.root);
  const refused = ['../x', 'in/../../x', '/etc/passwd', 'in\\..\\x', 'a\0b', 'out', 'out-folder/secret'];
  for (const path of refused) {
    expect(await files.read(path)).toMatchObject({
      ok: false,
      error: { code: 'inventory.path_escape', details: { file: path } },
    });
    expect(await files.head(path)).toMatchObject({ ok: false });
    expect(await files.exists(path)).toBe(false);
    expect(await files.list(path)).toEqual([]);
    expect(await files.target(path)).toMatchObject({ ok: false });
  }
  expect(await files.read('again/file')).toEqual({ ok: true, value: 'inside' });
  expect(await files.target('again/file')).toEqual({ ok: true, value: 'in/file' });
  expect(await files.target('')).toEqual({ ok: true, value: '' });
  for (const path of ['loop', 'dangling'])
    expect(await files.read(path)).toMatchObject({ ok: false, error: { code: 'inventory.unreadable' } });
  expect(await files.list('.')).toEqual(['again/', 'dangling', 'in/', 'loop', 'out', 'out-folder']);
  expect(await files.list('in')).toEqual(['file']);
  expect(await files.exists('in')).toBe(false);
  expect(await files.exists('in/file')).toBe(true);
});

it('does not wait for a FIFO', async () => {
  await using tree = await temporaryTree({});
  execFileSync('mkfifo', [join(tree.root, 'pipe')]);
  const files = await opened(tree.root);
  expect(await files.read('pipe')).toMatchObject({ ok: false, error: { message: 'not a regular file' } });
  expect(await files.exists('pipe')).toBe(false);
});

/** By how many bytes the most memory of a process grows while it reads one file, after a small one; nothing else runs in it. */
function grownBy(root: string, name: string): number {
  const code = `
    const { openFolder } = await import(${JSON.stringify(new URL('./disk-files.ts', import.meta.url).href)});
    const { value: files } = await openFolder(${JSON.stringify(root)});
    await files.read('exact');
    const before = process.resourceUsage().maxRSS;
    await files.read(${JSON.stringify(name)});
    console.log((process.resourceUsage().maxRSS - before) * 1024);`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }));
}

it('refuses a file over the limit without reading it, and still shows its head', async () => {
  await using tree = await temporaryTree({ exact: 'x'.repeat(10) });
  const huge = await open(join(tree.root, 'huge.json'), 'w');
  await huge.write('{"a":');
  await huge.truncate(200 * 1024 * 1024);
  await huge.close();
  const files = await opened(tree.root);
  expect(await files.read('huge.json')).toMatchObject({
    ok: false,
    error: {
      code: 'inventory.too_large',
      message: expect.stringContaining('limit of 67108864'),
      details: { file: 'huge.json', sizeBytes: 209_715_200 },
    },
  });
  expect(grownBy(tree.root, 'huge.json')).toBeLessThan(20 * 1024 * 1024);
  const head = await files.head('huge.json');
  expect(head.ok && head.value.slice(0, 5)).toBe('{"a":');
  expect(await (await opened(tree.root, 10)).read('exact')).toMatchObject({ ok: true });
  expect(await (await opened(tree.root, 9)).read('exact')).toMatchObject({ ok: false });
});

it('says when the root is no folder or a file may not be read', async () => {
  await using tree = await temporaryTree({ file: 'x' });
  expect(await openFolder(join(tree.root, 'file'))).toMatchObject({
    ok: false,
    error: { code: 'inventory.unreadable' },
  });
  expect(await openFolder(join(tree.root, 'none'))).toMatchObject({
    ok: false,
    error: { code: 'inventory.unreadable' },
  });
  const files = await opened(tree.root);
  expect(await files.read('none')).toMatchObject({ ok: false, error: { message: 'cannot be read (ENOENT)' } });
  await mkdir(join(tree.root, 'folder'));
  expect(await files.read('folder')).toMatchObject({ ok: false, error: { message: 'not a regular file' } });
  await writeFile(join(tree.root, 'closed'), '');
  await chmod(join(tree.root, 'closed'), 0);
});
