import { frozenClock, unwrap } from '@maximus/kernel';
import { expect, test } from 'vitest';
import type { ForgeConfigInput } from './config.ts';
import { createForge } from './create-forge.ts';
import { testTime } from './testing/ready-forge.ts';
import { recordedForge } from './testing/recorded-forge.ts';
import { edit, sampleDelivery } from './testing/sample-delivery.ts';
import { testEstate } from './testing/test-estate.ts';

const made = (config: Partial<ForgeConfigInput>, token?: string) =>
  createForge({ work_dir: '/tmp/maximus-forge-test', ...config } as ForgeConfigInput, {
    clock: frozenClock(testTime),
    wait: () => Promise.resolve(),
    ...(token === undefined ? {} : { secrets: { token } }),
  });

test.each([
  [{ kind: 'github', origin: '/folder.git' }, 'address'],
  [{ kind: 'local', origin: 'relative/folder' }, 'absolute folder'],
  [{ kind: 'local', origin: 'ssh://host.test/x.git' }, 'https'],
  [{ kind: 'local', origin: 'ext::sh -c touch% /tmp/x' }, 'https'],
  [{ kind: 'github', origin: 'http://github.example.test/a/b.git' }, 'https'],
  [{ kind: 'gitea', origin: 'https://token@gitea.example.test/a/b.git' }, 'credentials'],
  [{ kind: 'gitlab', origin: 'https://gitlab.example.test/alone.git' }, 'owner/name'],
  [{ kind: 'gitlab', origin: 'https://gitlab.example.test/a/b.git', api_url: 'http://other.example.test' }, 'https'],
  [{ kind: 'svn', origin: '/x' }, 'kind'],
  [{ kind: 'local', origin: '/x', git_timeout: 'soon' }, 'git_timeout'],
] as const)('the settings %j are refused before anything is tried', async (config, word) => {
  const forge = made(config as Partial<ForgeConfigInput>);
  expect(forge).toMatchObject({ ok: false, error: { code: 'forge.config_invalid' } });
  expect(forge.ok ? '' : forge.error.message).toContain(word);
});

test('a plain git server over HTTP with a token takes branches and merges', async () => {
  const before = 'left-pad 1.0.0\n';
  await using estate = await testEstate({ 'deps.txt': before }, 'acme/shop');
  await using server = await recordedForge('local', estate);
  const config = { kind: 'local', origin: server.origin, work_dir: estate.work, local_merge: true } as const;
  const delivery = sampleDelivery(estate.base, [edit('deps.txt', before, 'left-pad 1.0.1\n')]);
  const refused = await unwrap(made(config)).deliver(delivery);
  expect(refused).toMatchObject({ ok: false, error: { code: 'forge.unauthorised' } });
  const forge = unwrap(made(config, server.token));
  expect(unwrap(await forge.deliver(delivery))).toMatchObject({ state: 'branch_pushed', created: true });
  expect(unwrap(await forge.deliver({ ...delivery, mode: 'merge' }))).toMatchObject({
    state: 'merged',
    how: 'fast-forward',
  });
  expect(await estate.inOrigin('show', 'main:deps.txt')).toBe('left-pad 1.0.1');
  expect(await forge.verifyWebhook({ headers: {}, body: Buffer.from('{}') })).toMatchObject({
    error: { code: 'forge.webhook_invalid' },
  });
});

test('a server that is gone is unreachable after three more tries, and a missing git is named', async () => {
  await using estate = await testEstate({ 'deps.txt': 'a\n' });
  const delivery = sampleDelivery(estate.base, [edit('deps.txt', 'a\n', 'b\n')]);
  const server = await recordedForge('local', estate, 'shop');
  const { origin } = server;
  await server[Symbol.asyncDispose]();
  const gone = unwrap(made({ kind: 'local', origin, work_dir: estate.work }));
  expect(await gone.deliver(delivery)).toMatchObject({ error: { code: 'forge.origin_unreachable', retryable: true } });
  const bare = unwrap(made({ kind: 'local', origin: estate.origin, work_dir: estate.work, git: 'no-such-git' }));
  expect(await bare.refresh(delivery)).toMatchObject({ error: { code: 'forge.git_missing' } });
});
