import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unwrap } from '@maximus/kernel';
import { expect, test } from 'vitest';
import { localForge } from '../testing/ready-forge.ts';
import { edit, sampleDelivery } from '../testing/sample-delivery.ts';
import { type TestEstate, testEstate } from '../testing/test-estate.ts';
import { withoutPrivate } from './without-private.ts';

const before = 'left-pad 1.0.0\n';
const edits = [edit('deps.txt', before, 'left-pad 1.0.1\n')];

/** Git, but somebody else pushes a ready commit to a branch right before each push of ours. */
async function gitWithRival(estate: TestEstate, branch: string, once: boolean): Promise<string> {
  const program = join(estate.folder, 'git-with-rival');
  const who =
    'GIT_COMMITTER_NAME=R GIT_COMMITTER_EMAIL=r@example.test GIT_AUTHOR_NAME=R GIT_AUTHOR_EMAIL=r@example.test';
  const rival = `env -i PATH="$PATH" HOME=/ ${who} sh -c 'cd "${estate.checkout}" && git commit -q --allow-empty -m rival && git push -q origin HEAD:${branch}'`;
  const guard = once ? `[ ! -e "${estate.folder}/done" ] && touch "${estate.folder}/done" && ` : '';
  await writeFile(program, `#!/bin/sh\nif [ "$1" = push ]; then ${guard}${rival}; fi\nexec git "$@"\n`);
  await chmod(program, 0o755);
  return program;
}

test('a merge that comes too late looks again, and stands on what the other pushed', async () => {
  await using estate = await testEstate({ 'deps.txt': before });
  const git = await gitWithRival(estate, 'main', true);
  const forge = await localForge(estate, { local_merge: true, git });
  const outcome = unwrap(
    await forge.deliver(sampleDelivery(estate.base, edits, { mode: 'merge', onBaseMoved: 'carry' })),
  );
  expect(outcome).toMatchObject({ state: 'merged', how: 'merge-commit' });
  expect(await estate.inOrigin('log', '--format=%s', 'main')).toContain('rival');
  expect(await estate.inOrigin('show', 'main:deps.txt')).toBe('left-pad 1.0.1');
});

test('a merge whose evidence is overtaken by a push stops, and one that never catches up gives up', async () => {
  await using estate = await testEstate({ 'deps.txt': before });
  const forge = await localForge(estate, { local_merge: true, git: await gitWithRival(estate, 'main', false) });
  const delivery = sampleDelivery(estate.base, edits, { mode: 'merge' });
  expect(unwrap(await forge.deliver(delivery))).toMatchObject({ state: 'base_moved', from: estate.base, touched: [] });
  const chased = await forge.deliver({ ...delivery, onBaseMoved: 'carry' });
  expect(chased).toMatchObject({ ok: false, error: { code: 'forge.forge_failed', retryable: true } });
  expect(await estate.inOrigin('log', '--format=%s', 'main')).not.toContain('left-pad');
});

test('a branch that somebody takes while we look is left to them', async () => {
  await using estate = await testEstate({ 'deps.txt': before });
  const delivery = sampleDelivery(estate.base, edits);
  const { branchName } = await import('./branch-name.ts');
  const name = branchName('maximus', delivery.statement);
  const forge = await localForge(estate, { git: await gitWithRival(estate, name, true) });
  expect(await forge.deliver(delivery)).toMatchObject({ ok: false, error: { code: 'forge.branch_foreign' } });
  expect(await estate.inOrigin('log', '-1', '--format=%s', name)).toBe('rival');
});

test('folders of the server and tokens stand in no commit', async () => {
  await using estate = await testEstate({ 'deps.txt': before });
  const forge = await localForge(estate);
  const why = `found in ${estate.work}/run-7 and ${estate.origin}`;
  const outcome = unwrap(await forge.deliver(sampleDelivery(estate.base, edits, { statement: { why } })));
  const message = await estate.inOrigin('log', '-1', '--format=%B', 'commit' in outcome ? outcome.commit : '');
  expect(message).toContain('(private)');
  expect(message).not.toContain(estate.folder);
  expect(withoutPrivate({ a: ['x secret-1', 7, null], b: true }, ['secret-1', 'x'])).toEqual({
    a: ['x (private)', 7, null],
    b: true,
  });
});
