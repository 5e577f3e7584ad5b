import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unwrap } from '@maximus/kernel';
import { describe, expect, test } from 'vitest';
import { localForge } from '../../testing/ready-forge.ts';
import { edit, sampleDelivery } from '../../testing/sample-delivery.ts';
import { type TestEstate, testEstate } from '../../testing/test-estate.ts';

const before = 'left-pad 1.0.0\n';
const after = 'left-pad 1.0.1\n';
const files = { 'deps.txt': before, 'readme.md': 'shop\n' };
const change = (estate: TestEstate, more: Parameters<typeof sampleDelivery>[2] = {}) =>
  sampleDelivery(estate.base, [edit('deps.txt', before, after)], more);

describe('mode branch', () => {
  test('pushes a commit with subject, reasons and trailers, and nothing else changes', async () => {
    await using estate = await testEstate(files);
    const forge = await localForge(estate);
    const outcome = unwrap(await forge.deliver(change(estate)));
    expect(outcome).toMatchObject({
      state: 'branch_pushed',
      created: true,
      base: estate.base,
      warnings: [],
      links: {},
    });
    const branch = 'branch' in outcome ? outcome.branch : '';
    expect(await estate.inOrigin('diff', '--name-only', 'main', branch)).toBe('deps.txt');
    expect(await estate.inOrigin('show', `${branch}:deps.txt`)).toBe(after.trim());
    expect(await estate.inOrigin('log', '-1', '--format=%an <%ae>%n%s', branch)).toBe(
      'Maximus <maximus@localhost.localdomain>\nfix(deps): bump left-pad from 1.0.0 to 1.0.1',
    );
    const trailers = await estate.inOrigin('log', '-1', '--format=%(trailers:only,unfold)', branch);
    expect(
      trailers
        .trim()
        .split('\n')
        .map((line) => line.split(':')[0]),
    ).toEqual(['Maximus-Apv', 'Maximus-Patch', 'Maximus-Evidence', 'Maximus-Decision', 'Correlation-Id']);
    expect(await estate.inCheckout('status', '--porcelain')).toBe('');
    expect(unwrap(await forge.deliver(change(estate)))).toMatchObject({ state: 'branch_pushed', created: false });
  });

  test('a branch with a commit of somebody else is neither reset nor deleted', async () => {
    await using estate = await testEstate(files);
    const forge = await localForge(estate);
    const made = unwrap(await forge.deliver(change(estate)));
    const branch = 'branch' in made ? made.branch : '';
    await estate.inCheckout('fetch', '--quiet', 'origin');
    await estate.inCheckout('checkout', '--quiet', '-b', 'theirs', `origin/${branch}`);
    await estate.inCheckout('commit', '--quiet', '--allow-empty', '-m', 'mine\n\nMaximus-Patch: pch_01patch');
    await estate.inCheckout('push', '--quiet', 'origin', `HEAD:${branch}`);
    const tip = await estate.inOrigin('rev-parse', branch);
    const again = await forge.deliver(change(estate, { statement: { why: 'other' } }));
    expect(again).toMatchObject({ ok: false, error: { code: 'forge.branch_foreign' } });
    const closed = unwrap(await forge.close(change(estate), { kind: 'cancelled', sentence: 'no' }));
    expect(closed).toMatchObject({ branch: 'kept', warnings: [{ code: 'branch_kept' }] });
    expect(await estate.inOrigin('rev-parse', branch)).toBe(tip);
  });

  test('a branch of ours is replaced when the patch changed, and goes when it is withdrawn', async () => {
    await using estate = await testEstate(files);
    const forge = await localForge(estate);
    unwrap(await forge.deliver(change(estate)));
    const other = sampleDelivery(estate.base, [edit('deps.txt', before, 'left-pad 1.0.9\n')]);
    const replaced = unwrap(await forge.deliver(other));
    const branch = 'branch' in replaced ? replaced.branch : '';
    expect(await estate.inOrigin('show', `${branch}:deps.txt`)).toBe('left-pad 1.0.9');
    expect(unwrap(await forge.refresh(other))).toMatchObject({ state: 'open' });
    const reason = { kind: 'resolved_elsewhere', sentence: 'gone' } as const;
    expect(unwrap(await forge.close(other, reason))).toEqual({ pullRequest: 'none', branch: 'deleted', warnings: [] });
    expect(unwrap(await forge.refresh(other))).toMatchObject({ state: 'absent' });
    expect(await estate.inOrigin('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
  });

  test('commits are signed when a key is set, and a bad key is named', async () => {
    await using estate = await testEstate(files);
    const key = join(estate.folder, 'key');
    const { execFileSync } = await import('node:child_process');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    const signed = await localForge(estate, { signing_key: key });
    const outcome = unwrap(await signed.deliver(change(estate)));
    const commit = await estate.inOrigin('cat-file', 'commit', 'commit' in outcome ? outcome.commit : '');
    expect(commit).toContain('-----BEGIN SSH SIGNATURE-----');
    const broken = await localForge(estate, { signing_key: join(estate.folder, 'absent') });
    const refused = await broken.deliver(change(estate, { statement: { patchDigest: 'c'.repeat(64) } }));
    expect(refused).toMatchObject({ ok: false, error: { code: 'forge.signing_failed' } });
  });
});

describe('mode merge', () => {
  const merging = { local_merge: true };
  const merge = (estate: TestEstate, more: Parameters<typeof sampleDelivery>[2] = {}) =>
    change(estate, { mode: 'merge', ...more });

  test('is refused unless the project allows it, and there are no pull requests', async () => {
    await using estate = await testEstate(files);
    const forge = await localForge(estate);
    for (const mode of ['merge', 'pull_request'] as const)
      expect(await forge.deliver(change(estate, { mode }))).toMatchObject({
        error: { code: 'forge.mode_unsupported' },
      });
  });

  test('goes forward, takes the clean checkout along, and is found again', async () => {
    await using estate = await testEstate(files);
    const forge = await localForge(estate, { ...merging, checkout: estate.checkout });
    const outcome = unwrap(await forge.deliver(merge(estate)));
    expect(outcome).toMatchObject({ state: 'merged', how: 'fast-forward', checkout: 'fast-forwarded', warnings: [] });
    expect(await estate.inOrigin('rev-parse', 'main')).toBe('mergeCommit' in outcome ? outcome.mergeCommit : '');
    expect(await estate.inCheckout('show', 'HEAD:deps.txt')).toBe(after.trim());
    expect(await estate.inCheckout('status', '--porcelain')).toBe('');
    expect(await estate.inOrigin('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
    expect(unwrap(await forge.deliver(merge(estate)))).toMatchObject({ state: 'merged', how: 'already' });
    expect(unwrap(await forge.refresh(merge(estate)))).toMatchObject({ state: 'merged', seenBy: 'trailer' });
  });

  test('the revert command of the pull request takes a merged patch back', async () => {
    await using estate = await testEstate(files);
    const forge = await localForge(estate, { ...merging, checkout: estate.checkout });
    await estate.commit({ 'other.txt': 'x\n' });
    unwrap(await forge.deliver(merge(estate, { onBaseMoved: 'carry' })));
    const { revertCommand } = await import('../../text/index.ts');
    const { execFileSync } = await import('node:child_process');
    const env = {
      PATH: '/usr/bin:/bin',
      HOME: estate.folder,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
    };
    const who = {
      GIT_AUTHOR_NAME: 'A',
      GIT_AUTHOR_EMAIL: 'a@b.test',
      GIT_COMMITTER_NAME: 'A',
      GIT_COMMITTER_EMAIL: 'a@b.test',
    };
    execFileSync('sh', ['-c', revertCommand('pch_01patch')], { cwd: estate.checkout, env: { ...env, ...who } });
    expect(await estate.inCheckout('show', 'HEAD:deps.txt')).toBe(before.trim());
    expect(await estate.inCheckout('show', 'HEAD:other.txt')).toBe('x');
  });

  test('a moved base stops the delivery and says what to prove again; carried, it becomes a merge commit', async () => {
    await using estate = await testEstate(files);
    const forge = await localForge(estate, merging);
    const tip = await estate.commit({ 'readme.md': 'a shop\n' });
    expect(unwrap(await forge.deliver(merge(estate)))).toEqual({
      state: 'base_moved',
      from: estate.base,
      to: tip,
      touched: [],
      reprove: ['resolve', 'rescan', 'tests', 'proof'],
    });
    expect(await estate.inOrigin('rev-parse', 'main')).toBe(tip);
    const merged = unwrap(await forge.deliver(merge(estate, { onBaseMoved: 'carry' })));
    expect(merged).toMatchObject({ state: 'merged', how: 'merge-commit', base: estate.base, carriedFrom: estate.base });
    const parents = await estate.inOrigin('log', '-1', '--format=%P', 'main');
    expect(parents).toBe(`${tip} ${'commit' in merged ? merged.commit : ''}`);
    expect(await estate.inOrigin('show', 'main:readme.md')).toBe('a shop');
    expect(await estate.inOrigin('show', 'main:deps.txt')).toBe(after.trim());
  });

  test('a branch is carried by a rebase, and a moved base is seen while it is open', async () => {
    await using estate = await testEstate(files);
    const forge = await localForge(estate);
    const tip = await estate.commit({ 'readme.md': 'a shop\n' });
    const carried = unwrap(await forge.deliver(change(estate, { onBaseMoved: 'carry' })));
    expect(carried).toMatchObject({ state: 'branch_pushed', base: tip, carriedFrom: estate.base });
    const later = await estate.commit({ 'deps.txt': `${before}more\n` });
    expect(unwrap(await forge.refresh(change(estate)))).toMatchObject({
      state: 'open',
      base: { to: later, touched: ['deps.txt'], reprove: ['plan', 'resolve', 'rescan', 'tests', 'proof'] },
    });
  });

  test('a conflict is a failure that names its files; touched without conflict must be planned again', async () => {
    await using estate = await testEstate({ ...files, 'long.txt': `a\n${'x\n'.repeat(30)}z\n` });
    const forge = await localForge(estate, merging);
    const long = `a\n${'x\n'.repeat(30)}z\n`;
    const tip = await estate.commit({ 'deps.txt': 'left-pad 1.0.2\n', 'long.txt': long.replace('z', 'Z') });
    const conflict = await forge.deliver(merge(estate, { onBaseMoved: 'carry' }));
    expect(conflict).toMatchObject({ ok: false, error: { code: 'forge.conflict', details: { files: ['deps.txt'] } } });
    const apart = sampleDelivery(estate.base, [edit('long.txt', long, long.replace('a', 'A'))], {
      mode: 'merge',
      onBaseMoved: 'carry',
    });
    expect(unwrap(await forge.deliver(apart))).toMatchObject({ state: 'base_moved', touched: ['long.txt'] });
    expect(await estate.inOrigin('rev-parse', 'main')).toBe(tip);
  });

  test('a rewritten history is told: the proven commit is no longer in the branch', async () => {
    await using estate = await testEstate(files);
    const forge = await localForge(estate, merging);
    await estate.inCheckout('commit', '--quiet', '--amend', '-m', 'rewritten');
    await estate.inCheckout('push', '--quiet', '--force', 'origin', 'HEAD:main');
    expect(await forge.deliver(merge(estate))).toMatchObject({ ok: false, error: { code: 'forge.base_unknown' } });
  });
});

describe('the checkout of a project', () => {
  const left = async (spoil: (estate: TestEstate) => Promise<unknown>) => {
    await using estate = await testEstate(files);
    const forge = await localForge(estate, { local_merge: true, checkout: estate.checkout });
    await spoil(estate);
    const outcome = unwrap(await forge.deliver(change(estate, { mode: 'merge' })));
    const head = await estate.inCheckout('rev-parse', 'HEAD').catch(() => 'gone');
    return { outcome, moved: head !== estate.base };
  };

  test.each([
    ['has a change', (estate: TestEstate) => writeFile(join(estate.checkout, 'readme.md'), 'mine\n'), 'not clean'],
    [
      'has an untracked file',
      (estate: TestEstate) => writeFile(join(estate.checkout, 'new.txt'), 'mine\n'),
      'not clean',
    ],
    [
      'is on another branch',
      (estate: TestEstate) => estate.inCheckout('checkout', '--quiet', '-b', 'work'),
      'another branch',
    ],
    [
      'has a filter in its settings',
      (estate: TestEstate) => estate.inCheckout('config', 'filter.evil.smudge', `touch ${estate.folder}/harm`),
      'start programs',
    ],
    [
      'includes settings from elsewhere',
      (estate: TestEstate) => estate.inCheckout('config', 'include.path', '../elsewhere'),
      'start programs',
    ],
  ])('that %s is left alone, and the merge stands', async (_what, spoil, reason) => {
    const { outcome, moved } = await left(spoil);
    expect(outcome).toMatchObject({ state: 'merged', checkout: 'left', warnings: [{ code: 'checkout_left' }] });
    expect('warnings' in outcome && outcome.warnings[0]?.message).toContain(reason);
    expect(moved).toBe(false);
  });

  test('its hooks do not run when it is taken along', async () => {
    await using estate = await testEstate(files);
    const forge = await localForge(estate, { local_merge: true, checkout: estate.checkout });
    const harm = join(estate.folder, 'harm');
    await mkdir(join(estate.checkout, '.git/hooks'), { recursive: true });
    for (const hook of ['post-merge', 'post-checkout', 'reference-transaction']) {
      const path = join(estate.checkout, '.git/hooks', hook);
      await writeFile(path, `#!/bin/sh\ntouch ${harm}\n`);
      await chmod(path, 0o755);
    }
    expect(unwrap(await forge.deliver(change(estate, { mode: 'merge' })))).toMatchObject({
      checkout: 'fast-forwarded',
    });
    const { existsSync } = await import('node:fs');
    expect(existsSync(harm)).toBe(false);
  });
});

describe('a hostile origin', () => {
  test('hooks that judge a push are neither run nor gone round, unless they are allowed', async () => {
    await using estate = await testEstate(files);
    const hook = join(estate.origin, 'hooks', 'pre-receive');
    await mkdir(join(estate.origin, 'hooks'), { recursive: true });
    await writeFile(hook, '#!/bin/sh\necho "not on a Friday" >&2\nexit 1\n');
    await chmod(hook, 0o755);
    const careful = await localForge(estate);
    expect(await careful.deliver(change(estate))).toMatchObject({
      error: { code: 'forge.origin_hooks', details: { hooks: ['pre-receive'] } },
    });
    const trusting = await localForge(estate, { run_origin_hooks: true });
    expect(await trusting.deliver(change(estate))).toMatchObject({ error: { code: 'forge.push_refused' } });
    expect(await estate.inOrigin('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
  });

  test('commands in its settings do not run', async () => {
    await using estate = await testEstate(files);
    const harm = join(estate.folder, 'harm');
    await writeFile(join(estate.origin, 'hooks', 'post-receive'), `#!/bin/sh\ntouch ${harm}\n`).catch(() => undefined);
    await mkdir(join(estate.origin, 'objects/info'), { recursive: true });
    await writeFile(join(estate.origin, 'objects/info/alternates'), `${join(estate.checkout, '.git/objects')}\n`);
    for (const [key, value] of [
      ['core.alternateRefsCommand', `touch ${harm}; true`],
      ['core.fsmonitor', `touch ${harm}`],
      ['uploadpack.packObjectsHook', `touch ${harm}`],
      ['core.sshCommand', `touch ${harm}`],
    ] as const)
      await estate.inOrigin('config', key, value);
    const forge = await localForge(estate);
    expect(unwrap(await forge.deliver(change(estate)))).toMatchObject({ state: 'branch_pushed' });
    const { existsSync } = await import('node:fs');
    expect(existsSync(harm)).toBe(false);
  });

  test('links and submodules are not written through, and a file must be what was planned on', async () => {
    await using estate = await testEstate(files);
    await symlink('readme.md', join(estate.checkout, 'link'));
    await symlink('/tmp', join(estate.checkout, 'away'));
    await estate.inCheckout('update-index', '--add', '--cacheinfo', `160000,${estate.base},sub`);
    await estate.inCheckout('add', 'link', 'away');
    await estate.inCheckout('commit', '--quiet', '-m', 'links');
    await estate.inCheckout('push', '--quiet', 'origin', 'HEAD:main');
    const base = await estate.inCheckout('rev-parse', 'HEAD');
    const forge = await localForge(estate);
    const tried = [
      edit('link', 'readme.md', 'x'),
      edit('away/x.txt', undefined, 'x'),
      edit('sub/x.txt', undefined, 'x'),
      edit('sub', '', 'x'),
      edit('readme.md/x', undefined, 'x'),
      edit('readme.md', 'another content', 'x'),
      edit('readme.md', undefined, 'x'),
      edit('absent.txt', 'x', 'y'),
      edit('deps.txt', before, before),
    ];
    for (const one of tried)
      expect(await forge.deliver(sampleDelivery(base, [one])), one.file).toMatchObject({
        error: { code: 'forge.edit_refused' },
      });
    const good = [edit('new/folder/x.txt', undefined, 'x'), edit('deps.txt', before, null)];
    expect(unwrap(await forge.deliver(sampleDelivery(base, good)))).toMatchObject({ state: 'branch_pushed' });
  });

  test('an origin that is not there, and one without the branch, are told apart', async () => {
    await using estate = await testEstate(files);
    const absent = await localForge(estate, { origin: join(estate.folder, 'absent.git') });
    expect(await absent.deliver(change(estate))).toMatchObject({ error: { code: 'forge.not_found' } });
    const other = await localForge(estate, { default_branch: 'trunk' });
    expect(await other.refresh(change(estate))).toMatchObject({ error: { code: 'forge.base_unknown' } });
  });

  test('a clone larger than allowed is given up', async () => {
    const { randomBytes } = await import('node:crypto');
    await using estate = await testEstate({ ...files, 'big.bin': randomBytes(300_000) });
    const forge = await localForge(estate, { max_repository: '100KiB' });
    expect(await forge.deliver(change(estate))).toMatchObject({ error: { code: 'forge.limit_exceeded' } });
  });
});
