import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock, unwrap } from '@maximus/kernel';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ForgeConfigInput } from '../../config.ts';
import { createForge } from '../../create-forge.ts';
import type { Forge } from '../../delivery/types.ts';
import { type GiteaServer, giteaServer } from '../../testing/gitea-server.ts';
import { edit, sampleDelivery } from '../../testing/sample-delivery.ts';
import { type TestEstate, testEstate } from '../../testing/test-estate.ts';
import { testGit } from '../../testing/test-git.ts';
import type { WebhookRequest } from '../../types.ts';

const sources = process.env['MAXIMUS_GITEA'];
const why = sources === undefined ? ' (skipped: MAXIMUS_GITEA names no folder with a Gitea that is built)' : '';
const before = '{ "left-pad": "1.0.0" }\n';
const after = '{ "left-pad": "1.0.1" }\n';

interface Pull {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: string;
  readonly merged: boolean;
  readonly labels: readonly { readonly name: string }[];
  readonly requested_reviewers: readonly { readonly login: string }[] | null;
  readonly assignees: readonly { readonly login: string }[] | null;
  readonly head: { readonly ref: string; readonly sha: string };
}

describe.skipIf(sources === undefined)(`a Gitea that runs${why}`, () => {
  let gitea: GiteaServer;
  let token: string;
  let hooks: Awaited<ReturnType<typeof receiver>>;
  const project = (name: string) => `/repos/acme/${name}`;
  const ask = <T>(method: string, path: string, body?: unknown) => gitea.api(token, method, path, body) as Promise<T>;
  const pullOf = (name: string, number: number) => ask<Pull>('GET', `${project(name)}/pulls/${number}`);

  beforeAll(async () => {
    gitea = await giteaServer(sources ?? '');
    token = await gitea.addUser('acme');
    await gitea.addUser('ada');
    await gitea.addUser('grace');
    hooks = await receiver();
  });
  afterAll(async () => {
    await hooks.close();
    await gitea[Symbol.asyncDispose]();
  });

  /** A project at the forge, with people, labels and a webhook, and our way to it. */
  async function scene(
    name: string,
    run: (
      estate: TestEstate,
      forge: Forge,
      deliver: (changes?: object) => ReturnType<Forge['deliver']>,
    ) => Promise<void>,
    changes: Partial<ForgeConfigInput> = {},
    secret = token,
  ): Promise<void> {
    await using estate = await testEstate({ 'package.json': before, 'readme.md': 'shop\n' }, `acme/${name}`);
    await ask('POST', '/user/repos', { name, default_branch: 'main', auto_init: false });
    for (const person of ['ada', 'grace'])
      await ask('PUT', `${project(name)}/collaborators/${person}`, { permission: 'write' });
    for (const label of ['security', 'dependencies'])
      await ask('POST', `${project(name)}/labels`, { name: label, color: '#00aabb' });
    const config = { url: hooks.url, content_type: 'json', secret: 'hook-secret' };
    const events = ['pull_request', 'push'];
    await ask('POST', `${project(name)}/hooks`, { type: 'gitea', config, events, active: true });
    const origin = `${gitea.url}/acme/${name}.git`;
    const withToken = origin.replace('://', `://acme:${token}@`);
    await testGit(estate.checkout, 'remote', 'set-url', 'origin', withToken);
    await testGit(estate.checkout, 'push', '--quiet', 'origin', 'HEAD:main');
    // Gitea takes note of a first push after it has answered it, and has no pull requests before.
    await expect.poll(() => ask('GET', project(name))).toMatchObject({ empty: false });
    const settings = { kind: 'gitea', origin, work_dir: estate.work, ...changes } as ForgeConfigInput;
    const secrets = { token: secret, webhookSecrets: ['hook-secret'] };
    const forge = unwrap(createForge(settings, { clock: systemClock, secrets }));
    const deliver = (more: object = {}) =>
      forge.deliver(sampleDelivery(estate.base, [edit('package.json', before, after)], more));
    await run(estate, forge, deliver);
  }

  test('has the pull request, its labels and its people as they were asked for', () =>
    scene(
      'opens',
      async (_, __, deliver) => {
        const outcome = unwrap(await deliver());
        if (outcome.state !== 'pr_open') throw new Error(outcome.state);
        const pull = await pullOf('opens', outcome.number);
        expect(pull.title).toBe('fix(deps): bump left-pad from 1.0.0 to 1.0.1 (CVE-2031-0001)');
        expect(pull.body).toContain('Maximus-Patch: pch_01patch');
        expect(pull.head).toMatchObject({ ref: outcome.branch, sha: outcome.commit });
        expect(pull.labels.map(({ name }) => name).sort()).toEqual(['dependencies', 'security']);
        expect(pull.requested_reviewers?.map(({ login }) => login)).toEqual(['ada']);
        expect(pull.assignees?.map(({ login }) => login)).toEqual(['grace']);
        expect(outcome.warnings.map(({ code }) => code)).toEqual(
          expect.arrayContaining(['assignee_missing', 'label_missing', 'reviewer_missing']),
        );
        const again = unwrap(await deliver({ statement: { why: 'Another reason.' } }));
        expect(again).toMatchObject({ state: 'pr_open', number: outcome.number, created: false });
        expect((await pullOf('opens', outcome.number)).body).toContain('Another reason.');
        expect(await ask<Pull[]>('GET', `${project('opens')}/pulls?state=all`)).toHaveLength(1);
      },
      { reviewers: ['ada', 'nobody'], assignees: ['grace', 'nobody'] },
    ));

  test('closes what is superseded, with a comment, and its branch goes', () =>
    scene('supersedes', async (estate, forge, deliver) => {
      const old = unwrap(await deliver());
      const statement = { patchId: 'pch_02', to: '1.0.2', patchDigest: 'b'.repeat(64) };
      const edits = [edit('package.json', before, '{ "left-pad": "1.0.2" }\n')];
      const next = sampleDelivery(estate.base, edits, { statement, supersedes: ['pch_01patch'] });
      const outcome = unwrap(await forge.deliver(next));
      if (outcome.state !== 'pr_open' || old.state !== 'pr_open') throw new Error(outcome.state);
      expect(await pullOf('supersedes', old.number)).toMatchObject({ state: 'closed', merged: false });
      const comments = await ask<{ body: string }[]>('GET', `${project('supersedes')}/issues/${old.number}/comments`);
      expect(comments.map(({ body }) => body)).toEqual([`Superseded by #${outcome.number}.`]);
      const branches = await ask<{ name: string }[]>('GET', `${project('supersedes')}/branches`);
      expect(branches.map(({ name }) => name).sort()).toEqual([outcome.branch, 'main'].sort());
      const closed = unwrap(await forge.close(next, { kind: 'rejected', sentence: 'ask @ada, see #1 <b>' }));
      expect(closed).toEqual({ pullRequest: 'closed', branch: 'deleted', warnings: [] });
      expect(unwrap(await forge.refresh({ ...next, pullRequest: outcome.number }))).toMatchObject({ state: 'closed' });
    }));

  test.each(['merge', 'squash', 'rebase'] as const)('tells of a merge by %s, and signs what it sends', (how) =>
    scene(`merges-by-${how}`, async (estate, forge, deliver) => {
      const name = `merges-by-${how}`;
      const outcome = unwrap(await deliver());
      if (outcome.state !== 'pr_open') throw new Error(outcome.state);
      const delivery = sampleDelivery(estate.base, [edit('package.json', before, after)], {
        pullRequest: outcome.number,
      });
      expect(unwrap(await forge.refresh(delivery))).toMatchObject({ state: 'open' });
      // Gitea looks at conflicts after it answers, and refuses a merge meanwhile.
      await expect
        .poll(() =>
          ask('POST', `${project(name)}/pulls/${outcome.number}/merge`, { Do: how }).then(() => 'merged', String),
        )
        .toBe('merged');
      expect(unwrap(await forge.refresh(delivery))).toMatchObject({ state: 'merged', mergeCommit: expect.any(String) });
      const sentBy = (event: string, words: string) => () =>
        hooks.got.find(({ headers, body }) => {
          const text = Buffer.from(body).toString();
          return headers['x-gitea-event'] === event && text.includes(`"acme/${name}"`) && text.includes(words);
        });
      const merge = await arrived(sentBy('pull_request', '"action": "closed"'));
      const forged = { ...merge, body: Buffer.concat([merge.body, Buffer.from(' ')]) };
      expect(await forge.verifyWebhook(forged)).toMatchObject({ error: { code: 'forge.webhook_refused' } });
      expect(unwrap(await forge.verifyWebhook(merge))).toMatchObject({
        kind: 'merged',
        number: outcome.number,
        patchIds: ['pch_01patch'],
        project: `acme/${name}`,
      });
      const push = await arrived(sentBy('push', '"ref": "refs/heads/main"'));
      expect(unwrap(await forge.verifyWebhook(push))).toMatchObject({ kind: 'pushed', branch: 'main' });
    }),
  );

  test('refuses a wrong token, which is told as such', () =>
    scene(
      'refuses',
      async (_, __, deliver) => {
        expect(await deliver()).toMatchObject({ ok: false, error: { code: 'forge.unauthorised' } });
      },
      {},
      'wrong-token-7',
    ));

  test('lets a private project be read with the token alone', () =>
    scene('private', async (_, __, deliver) => {
      await ask('PATCH', project('private'), { private: true });
      expect(unwrap(await deliver())).toMatchObject({ state: 'pr_open', created: true });
    }));
});

/** Takes what the forge sends. */
async function receiver() {
  const got: WebhookRequest[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      got.push({ headers: request.headers as WebhookRequest['headers'], body });
      response.end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    got,
    url: `http://127.0.0.1:${port}/hook`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** What the forge sends after it has answered. */
async function arrived(look: () => WebhookRequest | undefined): Promise<WebhookRequest> {
  await expect.poll(look).toBeDefined();
  const found = look();
  if (found === undefined) throw new Error('it was there a moment ago');
  return found;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
