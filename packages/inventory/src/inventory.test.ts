import { execFileSync } from 'node:child_process';
import { mkdir, open, symlink, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { frozenClock, ok } from '@maximus/kernel';
import { describe, expect, it } from 'vitest';
import { type Inventory, type InventoryOptions, takeInventory } from './inventory.ts';
import { temporaryTree } from './testing/temporary-tree.ts';
import type { ParseInput } from './types.ts';

const lock = (name: string, version = '1.0.0') =>
  JSON.stringify({ lockfileVersion: 3, packages: { '': {}, [`node_modules/${name}`]: { version } } });

async function take(target: string, options: InventoryOptions = {}): Promise<Inventory> {
  const result = await takeInventory(target, options);
  if (!result.ok) throw result.error;
  return result.value;
}

const brief = (inventory: Inventory) =>
  inventory.files.map(({ path, format, status, componentCount }) => `${status} ${format} ${path} ${componentCount}`);

describe('what is read', () => {
  it('reads every lock file of a tree, in the same order in every run, and counts', async () => {
    await using tree = await temporaryTree({
      'b/package-lock.json': lock('b'),
      'a/package-lock.json': lock('a'),
      'B/package-lock.json': lock('c'),
      'readme.md': '',
    });
    const first = await take(tree.root);
    expect(brief(first)).toEqual([
      'parsed npm-package-lock B/package-lock.json 1',
      'parsed npm-package-lock a/package-lock.json 1',
      'parsed npm-package-lock b/package-lock.json 1',
    ]);
    expect(first.totals).toEqual({ files: 3, components: 3, problems: 0, walked: 7 });
    expect(JSON.stringify(await take(tree.root))).toBe(JSON.stringify(first));
  });

  it('goes on after a bad file and says what is wrong where', async () => {
    await using tree = await temporaryTree({
      'a/package-lock.json': '{\n"lockfileVersion": 3,\n',
      'b/package-lock.json': '<html>login</html>',
      'c/package-lock.json': lock('c'),
      'd/package-lock.json': Buffer.from('\ufeff{}', 'utf16le'),
    });
    const inventory = await take(tree.root);
    expect(brief(inventory)).toEqual([
      'failed npm-package-lock a/package-lock.json 0',
      'failed npm-package-lock b/package-lock.json 0',
      'parsed npm-package-lock c/package-lock.json 1',
      'failed npm-package-lock d/package-lock.json 0',
    ]);
    expect(inventory.files.map((file) => [file.problems[0]?.error.code, file.problems[0]?.error.details.line])).toEqual(
      [
        ['inventory.malformed', 3],
        ['inventory.malformed', 1],
        [undefined, undefined],
        ['inventory.malformed', 1],
      ],
    );
    expect(inventory.totals.problems).toBe(3);
  });

  it('reads a manifest only where no lock file covers it', async () => {
    await using tree = await temporaryTree({
      'package.json': '{"workspaces":["packages/*"]}',
      'package-lock.json': JSON.stringify({
        lockfileVersion: 3,
        packages: { '': {}, 'packages/member': { name: 'member' }, 'node_modules/member': { link: true } },
      }),
      'packages/member/package.json': '{"dependencies":{"x":"1"}}',
      'examples/alone/package.json': '{"dependencies":{"x":"1"}}',
      'beside/package.json': '{}',
      'beside/package-lock.json': 'broken',
    });
    const inventory = await take(tree.root);
    expect(brief(inventory)).toEqual([
      'failed npm-package-lock beside/package-lock.json 0',
      'skipped npm-manifest beside/package.json 0',
      'partial npm-manifest examples/alone/package.json 1',
      'parsed npm-package-lock package-lock.json 0',
      'skipped npm-manifest package.json 0',
      'skipped npm-manifest packages/member/package.json 0',
    ]);
    expect(inventory.files.map((file) => file.reason)).toEqual([
      undefined,
      'beside/package-lock.json is read instead',
      undefined,
      undefined,
      'read with package-lock.json',
      'read with package-lock.json',
    ]);
  });

  it('reads an installed tree only where no lock file stands beside or above it', async () => {
    await using tree = await temporaryTree({
      'locked/package-lock.json': lock('x'),
      'locked/node_modules/.package-lock.json': lock('x'),
      'locked/node_modules/x/package.json': '{"version":"1.0.0"}',
      'locked/member/node_modules/y/package.json': '{"version":"1.0.0"}',
      'free/package.json': '{"dependencies":{"z":"1"}}',
      'free/node_modules/z/package.json': '{"name":"z","version":"1.0.0"}',
    });
    expect(brief(await take(tree.root))).toEqual([
      'parsed npm-installed-tree free/node_modules/ 1',
      'skipped npm-manifest free/package.json 0',
      'parsed npm-package-lock locked/package-lock.json 1',
    ]);
  });

  it('lists what it knows and does not read, unless something that is read covers it', async () => {
    await using tree = await temporaryTree({
      'conan.lock': '{}',
      'app/Package.resolved': '{}',
      'app/App.csproj': '<Project><ItemGroup><PackageReference Include="X"/></ItemGroup></Project>',
      'tool/Tool.csproj': '<Project/>',
      'ruby/Gemfile': "gem 'x'",
      'ruby/Gemfile.lock': 'GEM\n',
      'py/pyproject.toml': '[tool.black]\n',
      'py2/pyproject.toml': '[project]\ndependencies = ["x"]\n',
    });
    const inventory = await take(tree.root, { formats: [] });
    expect(brief(inventory)).toEqual([
      'unsupported unsupported app/App.csproj 0',
      'unsupported unsupported app/Package.resolved 0',
      'unsupported unsupported conan.lock 0',
      'unsupported unsupported py2/pyproject.toml 0',
    ]);
    expect(inventory.files[0]?.problems[0]?.error.code).toBe('inventory.unsupported_format');
    expect(inventory.totals.problems).toBe(4);
  });

  it('takes the manifest of a workspace member for covered by the lock file above, another one not', async () => {
    await using tree = await temporaryTree({
      'pnpm-lock.yaml': "lockfileVersion: '9.0'\n\nimporters:\n\n  .: {}\n\n  packages/member: {}\n",
      'package.json': '{}',
      'packages/member/package.json': '{"dependencies":{"x":"workspace:*"}}',
      'packages/stranger/package.json': '{"dependencies":{"x":"1"}}',
    });
    const { files } = await take(tree.root);
    expect(files.map(({ path, status, reason }) => [path, status, reason])).toEqual([
      ['package.json', 'skipped', 'pnpm-lock.yaml is read instead'],
      ['packages/member/package.json', 'skipped', 'pnpm-lock.yaml of its workspace is read instead'],
      ['packages/stranger/package.json', 'partial', undefined],
      ['pnpm-lock.yaml', 'parsed', undefined],
    ]);
  });

  it('keeps one of two files that name each other, and skips one that a later file was read with', async () => {
    await using tree = await temporaryTree({ 'a.x': 'b.x', 'b.x': 'a.x', 'c.x': '', 'd.x': 'c.x' });
    const format = {
      id: 'naming',
      description: 'names other files',
      files: ['*.x'],
      kind: 'lock' as const,
      ecosystems: [],
      capabilities: { network: false, runsForeignCode: false, writesProject: false },
      detect: () => true,
      parse: async ({ text }: ParseInput) => ok({ components: [], roots: [], problems: [], consumed: [text] }),
    };
    const { files } = await take(tree.root, { formats: [format] });
    expect(files.map(({ path, status, reason }) => [path, status, reason])).toEqual([
      ['a.x', 'parsed', undefined],
      ['b.x', 'skipped', 'read with a.x'],
      ['c.x', 'skipped', 'read with d.x'],
      ['d.x', 'parsed', undefined],
    ]);
  });

  it('reads one named file, whatever it is called', async () => {
    await using tree = await temporaryTree({
      'package-lock.json': lock('x'),
      'other/package-lock.json': lock('y'),
      'notes.txt': 'nothing',
    });
    expect(brief(await take(join(tree.root, 'package-lock.json')))).toEqual([
      'parsed npm-package-lock package-lock.json 1',
    ]);
    expect(brief(await take(join(tree.root, 'notes.txt')))).toEqual(['unsupported unsupported notes.txt 0']);
    expect(await takeInventory(join(tree.root, 'none'))).toMatchObject({
      ok: false,
      error: { code: 'inventory.unreadable' },
    });
  });

  it('reports two versions under one digest, for every format', async () => {
    const packages = {
      'node_modules/x': { version: '1.0.0', integrity: 'sha512-aa==' },
      'node_modules/y/node_modules/x': { version: '2.0.0', integrity: 'sha512-aa==' },
    };
    await using tree = await temporaryTree({
      'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages }, null, 1),
    });
    const [file] = (await take(tree.root)).files;
    expect(file).toMatchObject({
      status: 'partial',
      componentCount: 2,
      problems: [{ error: { code: 'inventory.integrity_conflict', details: { file: 'package-lock.json', line: 8 } } }],
    });
  });

  it('takes a parser that throws for a file that failed', async () => {
    await using tree = await temporaryTree({ 'a.lock': '', 'b.lock': '' });
    const formats = [
      {
        id: 'thrower',
        description: 'throws',
        files: ['*.lock'],
        kind: 'lock' as const,
        ecosystems: [],
        capabilities: { network: false, runsForeignCode: false, writesProject: false },
        detect: () => true,
        parse: async () => {
          throw new Error('defect');
        },
      },
    ];
    const inventory = await take(tree.root, { formats });
    expect(brief(inventory)).toEqual(['failed thrower a.lock 0', 'failed thrower b.lock 0']);
    expect(inventory.files[0]?.problems[0]?.error.message).toBe('thrower gave up: defect');
  });
});

describe('what is left out', () => {
  it('leaves out other people’s folders, virtual environments and what the rules say', async () => {
    await using tree = await temporaryTree({
      '.git/package-lock.json': lock('x'),
      'vendor/package-lock.json': lock('x'),
      'env/pyvenv.cfg': '',
      'env/package-lock.json': lock('x'),
      '.gitignore': 'build/\n/top/package-lock.json\n*.tmp\n',
      'build/package-lock.json': lock('x'),
      'top/package-lock.json': lock('x'),
      'sub/.gitignore': '*\n!keep/\n!keep/**\n',
      'sub/package-lock.json': lock('x'),
      'sub/keep/package-lock.json': lock('kept'),
      '.maximusignore': 'private\n',
      'private/package-lock.json': lock('x'),
      'BUILD/package-lock.json': lock('kept'),
    });
    const inventory = await take(tree.root);
    expect(brief(inventory)).toEqual([
      'parsed npm-package-lock BUILD/package-lock.json 1',
      'skipped unsupported private/ 0',
      'parsed npm-package-lock sub/keep/package-lock.json 1',
      'skipped npm-package-lock sub/package-lock.json 0',
      'skipped npm-package-lock top/package-lock.json 0',
    ]);
    expect(inventory.files.map(({ reason }) => reason).filter((reason) => reason !== undefined)).toEqual([
      'left out by .maximusignore',
      'left out by .gitignore',
      'left out by .gitignore',
    ]);
    expect(inventory.totals.problems).toBe(0);
  });

  it('reads what git tracks although .gitignore excludes it', async () => {
    await using tree = await temporaryTree({
      '.gitignore': 'build/\npackage-lock.json\n',
      'build/deep/package-lock.json': lock('x'),
      'build/package-lock.json': lock('x'),
      'package-lock.json': lock('x'),
    });
    const git = (...args: string[]) => execFileSync('git', ['-C', tree.root, ...args]);
    git('init', '-q');
    git('add', '-f', 'build/deep/package-lock.json');
    expect(brief(await take(tree.root))).toEqual([
      'parsed npm-package-lock build/deep/package-lock.json 1',
      'skipped npm-package-lock build/package-lock.json 0',
      'skipped npm-package-lock package-lock.json 0',
    ]);
  });

  it.each([
    [{ include: ['a/**'] }, ['a']],
    [{ include: ['package-lock.json'] }, ['a', 'b/c', 'b']],
    [{ include: ['/b/package-lock.json'] }, ['b']],
    [{ exclude: ['b'] }, ['a']],
    [{ exclude: ['b/'] }, ['a']],
    [{ exclude: ['./b/c'] }, ['a', 'b']],
    [{ exclude: ['**/package-lock.json'] }, []],
    [{ include: ['b'], exclude: ['c'] }, ['b']],
  ])('with %j reads %j', async (options, folders) => {
    await using tree = await temporaryTree({
      'a/package-lock.json': lock('x'),
      'b/package-lock.json': lock('x'),
      'b/c/package-lock.json': lock('x'),
    });
    const inventory = await take(tree.root, options);
    expect(inventory.files.map((file) => file.path)).toEqual(folders.map((folder) => `${folder}/package-lock.json`));
  });

  it('does not hang on an ignore rule made to be slow', async () => {
    await using tree = await temporaryTree({
      '.gitignore': `${'*a'.repeat(60)}b\n${'x'.repeat(100_000)}\n`,
      [`${'a'.repeat(200)}/package-lock.json`]: lock('x'),
    });
    expect((await take(tree.root)).files).toHaveLength(1);
  });
});

describe('hostile trees', () => {
  it('refuses links that leave, follows those inside once, and ends on loops', async () => {
    await using outside = await temporaryTree({ 'package-lock.json': lock('secret') });
    await using tree = await temporaryTree({ 'a/package-lock.json': lock('a'), 'store/real.json': lock('b') });
    await symlink(outside.root, join(tree.root, 'out'));
    await mkdir(join(tree.root, 'c'));
    await symlink(join(outside.root, 'package-lock.json'), join(tree.root, 'c/package-lock.json'));
    await mkdir(join(tree.root, 'd'));
    await symlink('../store/real.json', join(tree.root, 'd/package-lock.json'));
    await mkdir(join(tree.root, 'e'));
    await symlink('../a/package-lock.json', join(tree.root, 'e/package-lock.json'));
    await symlink('..', join(tree.root, 'a/loop'));
    await symlink('package-lock.json', join(tree.root, 'package-lock.json'));
    const inventory = await take(tree.root);
    expect(brief(inventory)).toEqual([
      'parsed npm-package-lock a/package-lock.json 1',
      'parsed npm-package-lock d/package-lock.json 1',
    ]);
    expect(inventory.problems.map(({ error }) => [error.code, error.details.file])).toEqual([
      ['inventory.path_escape', 'c/package-lock.json'],
      ['inventory.path_escape', 'out'],
      ['inventory.unreadable', 'package-lock.json'],
    ]);
    expect(JSON.stringify(inventory)).not.toContain('secret');
  });

  it('does not open a FIFO, nor a file over the limit', async () => {
    await using tree = await temporaryTree({ 'z/package-lock.json': lock('z'), 'big/package-lock.json': '' });
    execFileSync('mkfifo', [join(tree.root, 'package-lock.json')]);
    const big = await open(join(tree.root, 'big/package-lock.json'), 'w');
    await big.close();
    await truncate(join(tree.root, 'big/package-lock.json'), 200 * 1024 * 1024);
    const inventory = await take(tree.root);
    expect(brief(inventory)).toEqual([
      'failed npm-package-lock big/package-lock.json 0',
      'failed npm-package-lock package-lock.json 0',
      'parsed npm-package-lock z/package-lock.json 1',
    ]);
    expect(inventory.files[0]?.problems[0]?.error.message).toContain('maxFileBytes');
  });

  it('stops at each limit and says at which, keeping what it has', async () => {
    await using tree = await temporaryTree({
      'a/package-lock.json': lock('a'),
      'b/package-lock.json': lock('b'),
      'c/package-lock.json': lock('c'),
    });
    const walked = await take(tree.root, { limits: { maxFiles: 3 } });
    expect(walked.files.map((file) => file.path)).toEqual(['a/package-lock.json']);
    expect(walked.problems[0]?.error).toMatchObject({ code: 'inventory.limit_reached', details: { file: 'b' } });

    const few = await take(tree.root, { limits: { maxComponents: 1 } });
    expect(few.files.map((file) => file.status)).toEqual(['parsed', 'parsed', 'failed']);
    expect(few.files[2]?.problems[0]?.error.message).toContain('maxComponents');

    const aborted = await take(tree.root, { signal: AbortSignal.abort() });
    expect(aborted.files).toEqual([]);
    expect(aborted.problems[0]?.error.message).toContain('maxMs');

    let now = 0;
    const clock = { ...frozenClock(0), now: () => (now += 100) };
    const late = await take(tree.root, { clock, limits: { maxMs: 550 } });
    expect(late.files.map((file) => file.status)).toEqual(['parsed', 'failed', 'failed']);
    expect(late.files[2]?.problems[0]?.error).toMatchObject({ code: 'inventory.limit_reached' });
  });

  it('reports a folder that may not be read', async () => {
    await using tree = await temporaryTree({ 'package-lock.json': lock('x') });
    execFileSync('mkdir', ['-m', '000', join(tree.root, 'closed')]);
    const inventory = await take(tree.root);
    // The superuser reads everything.
    const expected = process.getuid?.() === 0 ? [] : ['inventory.unreadable'];
    expect(inventory.problems.map(({ error }) => error.code)).toEqual(expected);
  });
});
