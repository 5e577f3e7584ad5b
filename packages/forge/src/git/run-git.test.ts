import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unwrap } from '@maximus/kernel';
import { expect, onTestFinished, test } from 'vitest';
import { boundedGit } from './run-git.ts';

/** A program in git's place, to see how it is started and bounded. */
async function programSaying(script: string, limits: { timeoutMs?: number; secrets?: string[] } = {}) {
  const home = await mkdtemp(join(tmpdir(), 'maximus-git-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const program = join(home, 'program');
  await writeFile(program, `#!/bin/sh\n${script}\n`);
  await chmod(program, 0o755);
  const git = boundedGit({ program, home, timeoutMs: 60_000, maxRepositoryBytes: 1e9, secrets: [], ...limits });
  return { git, home };
}

test('nothing of the surroundings comes in, and the token stands in the environment only', async () => {
  const { git } = await programSaying('echo "ARGS $*"; env');
  const token = 'tok-123';
  const access = {
    address: 'https://git.example.test/a.git',
    protocol: 'https',
    user: 'u',
    token,
    runHooks: false,
  } as const;
  const said = unwrap(await git.text({ args: ['fetch', access.address], access }));
  expect(said.split('\n')[0]).toBe('ARGS fetch https://git.example.test/a.git');
  expect(said).toContain('GIT_ALLOW_PROTOCOL=https');
  expect(said).toContain('=http.https://git.example.test/.extraHeader');
  expect(said).not.toContain(token);
  expect(said).toContain(Buffer.from(`u:${token}`).toString('base64'));
  const names = said.split('\n').flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? []);
  expect(names.filter((name) => !/^(PATH|HOME|LC_ALL|GIT_|PWD|_|SHLVL|OLDPWD)/.test(name))).toEqual([]);
  const plain = unwrap(await git.text({ args: ['log'] }));
  expect(plain).toContain('GIT_ALLOW_PROTOCOL=none');
  expect(plain).not.toContain('extraHeader');
});

test('a command that does not end is ended with what it started', async () => {
  // One that was ended before it began shows nothing; on a busy machine that takes longer.
  for (const timeoutMs of [300, 3_000, 30_000]) {
    const { git, home } = await programSaying('sleep 600 & echo $! > "$HOME/child"; wait', { timeoutMs });
    expect(await git.run({ args: ['fetch'] })).toMatchObject({ error: { code: 'forge.limit_exceeded' } });
    const child = await readFile(join(home, 'child'), 'utf8').catch(() => '');
    if (!child.endsWith('\n')) continue;
    await expect.poll(() => ended(Number(child))).toBe(true);
    return;
  }
  expect.unreachable('it never began');
});

test('output without end is cut off, and messages hold no secret', async () => {
  const { git } = await programSaying('yes');
  expect(await git.run({ args: ['log'], maxOutputBytes: 1000 })).toMatchObject({
    error: { code: 'forge.limit_exceeded' },
  });
  const { git: telling } = await programSaying('echo "fatal: bad hunter2" >&2; exit 3', { secrets: ['hunter2'] });
  const failed = await telling.run({ args: ['log'] });
  expect(failed).toMatchObject({ error: { code: 'forge.git_failed' } });
  expect(failed.ok ? '' : failed.error.message).toBe('git log ended with 3: fatal: bad ***');
});

function ended(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie that nobody has collected yet has ended too.
    return false;
  } catch {
    return true;
  }
}
