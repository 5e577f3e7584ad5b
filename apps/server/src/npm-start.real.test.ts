import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

/** `npm start` in a checkout of its own, as somebody who has just cloned it runs it. */
const root = resolve(import.meta.dirname, '../../..');
const isRoot = process.getuid?.() === 0;
const has = (program: string) => spawnSync(program, ['--version']).error === undefined;
const canMakeUsers = isRoot && has('useradd') && has('setpriv');
const started: { kill(): void }[] = [];
const leftovers: (() => void)[] = [];

afterAll(() => {
  for (const { kill } of started) kill();
  for (const remove of leftovers.reverse()) remove();
});

interface Person {
  readonly uid: number;
  readonly gid: number;
}

/** The tree in a folder of the given mode; what npm installed is linked, as root's, so that nobody else writes there. */
function checkout(mode: number, owner: Person | undefined): { readonly tree: string; readonly home: string } {
  const folder = mkdtempSync(join(tmpdir(), 'maximus-checkout-'));
  leftovers.push(() => rmSync(folder, { recursive: true, force: true }));
  const [tree, home] = [join(folder, 'tree'), join(folder, 'home')];
  for (const made of [tree, home]) mkdirSync(made);
  for (const part of [
    'apps',
    'packages',
    'services',
    'tools',
    'examples',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
  ]) {
    cpSync(join(root, part), join(tree, part), {
      recursive: true,
      filter: (path) => !/[\\/](?:node_modules|\.maximus|dist)$/.test(path),
    });
  }
  if (owner !== undefined) execFileSync('chown', ['-R', `${owner.uid}:${owner.gid}`, tree, home]);
  const installed = join(tree, 'node_modules');
  // Links cost neither time nor room; across file systems there are none.
  const linked = spawnSync('cp', ['-al', join(root, 'node_modules'), installed]);
  if (linked.status !== 0) {
    rmSync(installed, { recursive: true, force: true });
    execFileSync('cp', ['-a', join(root, 'node_modules'), installed]);
  }
  rmSync(join(installed, '.cache'), { recursive: true, force: true });
  chmodSync(folder, mode);
  if (owner !== undefined) chownSync(tree, owner.uid, owner.gid);
  return { tree, home };
}

/** A user of this machine for as long as the tests run. */
function makeUser(): Person {
  const name = `maximus-test-${process.pid}`;
  execFileSync('useradd', ['--no-create-home', '--shell', '/bin/sh', name]);
  leftovers.push(() => void spawnSync('userdel', ['--force', name]));
  const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function npmStart({ tree, home }: ReturnType<typeof checkout>, as: Person | undefined) {
  const own = ['start', '--', '--port', '0', '--set', 'metrics.port=0', '--set', 'feeds.enabled=false'];
  const drop = as === undefined ? [] : ['--reuid', String(as.uid), '--regid', String(as.gid), '--clear-groups'];
  const [program, args] = as === undefined ? ['npm', own] : ['setpriv', [...drop, 'npm', ...own]];
  const child = spawn(program, args, {
    cwd: tree,
    env: { PATH: process.env['PATH'], HOME: home, NO_COLOR: '1', NO_UPDATE_NOTIFIER: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // npm, its shell and the server: what is given up is ended with all it started.
    detached: true,
  });
  const kill = () => {
    try {
      // npm may have ended before what it started.
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
  started.push({ kill });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  // Closed when the last of them has closed its output.
  const closed = once(child, 'close');
  await expect
    .poll(() => (child.exitCode === null ? said.out : `ended: ${said.err}`), { timeout: 180_000, interval: 100 })
    .toMatch(/is ready|^ended/);
  expect(said.out, said.err).toContain('is ready');
  const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(said.out) ?? [];
  const stop = async () => {
    child.kill('SIGTERM');
    await closed;
    return said;
  };
  return { url, said, stop };
}

const asRoot = { who: 'root below a folder of mode 0700', mode: 0o700, runs: isRoot, person: () => undefined };
const asUser = { who: 'an ordinary user', mode: 0o755, runs: canMakeUsers, person: makeUser };

describe.each([asRoot, asUser])('npm start as $who', ({ mode, runs, person }) => {
  it.skipIf(!runs)(
    'starts, has examples and an admin link, stops, and starts again with its data',
    async () => {
      const owner = person();
      const place = checkout(mode, owner);
      const first = await npmStart(place, owner);
      expect(first.said.out).toContain(`${first.url}/setup?link=`);
      expect(first.said.out).toContain('4 example projects');
      expect(first.said.out).toContain('./.maximus (embedded PostgreSQL)');
      // A machine that is busy may have requests turned away for a moment.
      const comes = (url: string) =>
        expect.poll(async () => (await fetch(url)).status, { timeout: 60_000, interval: 250 }).toBe(200);
      await comes(`${first.url}/health`);
      const link = /\/setup\?link=\S+/.exec(first.said.out)?.[0] ?? '';
      await comes(`${first.url}${link}`);
      const data = join(place.tree, '.maximus');
      const { mode: dataMode, uid } = statSync(data);
      expect([dataMode & 0o777, uid]).toEqual([0o700, owner?.uid ?? 0]);
      expect(readFileSync(join(data, 'examples/npm-shop/.git/HEAD'), 'utf8')).toContain('refs/heads/main');
      leftovers.push(() => rmSync(homeOf(data), { recursive: true, force: true }));
      expect((await first.stop()).err).toContain('"msg":"stopped"');

      const second = await npmStart(place, owner);
      expect(second.said.err).not.toContain('schema step applied');
      await comes(`${second.url}/health`);
      const { err } = await second.stop();
      expect(err).toContain('"msg":"stopped"');
      expect(err).not.toContain('connection was lost');
    },
    400_000,
  );
});

/** Where PostgreSQL keeps its files: elsewhere when the server runs as root. */
function homeOf(data: string): string {
  try {
    return (JSON.parse(readFileSync(join(data, 'postgres.json'), 'utf8')) as { home?: string }).home ?? data;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return data;
    throw error;
  }
}
