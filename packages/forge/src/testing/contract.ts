import { unwrap } from '@maximus/kernel';
import { describe, expect, test } from 'vitest';
import { connectedForge } from './ready-forge.ts';
import { type RecordedForge, recordedForge } from './recorded-forge.ts';
import { edit, sampleDelivery } from './sample-delivery.ts';
import { type TestEstate, testEstate } from './test-estate.ts';

/** What differs between the forges in the suite. */
export interface ForgeExamples {
  readonly kind: 'gitea' | 'github' | 'gitlab';
  /** Whether a label that the forge does not know is a warning; else it is made. */
  readonly labelsMustExist: boolean;
  /** Headers of an answer that refuses for a limit of half a minute. */
  readonly limitHeaders: (nowSeconds: number) => Readonly<Record<string, string>>;
}

const before = '{ "left-pad": "1.0.0" }\n';
const after = '{ "left-pad": "1.0.1" }\n';
const branch = /^maximus\/direct-upgrade\/left-pad-1\.0\.1-[0-9a-f]{8}$/;

/** The behaviour that every forge with pull requests shows, from clone to merge; run it from the forge's own test. */
export function describeForge(examples: ForgeExamples): void {
  const { kind } = examples;
  const scene = async (run: (estate: TestEstate, server: RecordedForge) => Promise<void>) => {
    await using estate = await testEstate({ 'package.json': before, 'readme.md': 'shop\n' }, 'acme/shop');
    await using server = await recordedForge(kind, estate);
    await run(estate, server);
  };
  const delivery = (estate: TestEstate, changes: Parameters<typeof sampleDelivery>[2] = {}) =>
    sampleDelivery(estate.base, [edit('package.json', before, after)], changes);

  describe(`${kind}: the contract of a forge with pull requests`, () => {
    test('opens a pull request with labels and people, and names what is missing', () =>
      scene(async (estate, server) => {
        const people = { reviewers: ['ada', 'nobody'], assignees: ['grace', 'nobody'], auto_merge: true };
        const { forge } = await connectedForge(kind, server, people);
        const outcome = unwrap(await forge.deliver(delivery(estate)));
        if (outcome.state !== 'pr_open') throw new Error(outcome.state);
        expect(outcome.created).toBe(true);
        expect(outcome.branch).toMatch(branch);
        expect(await server.state.tipOf(outcome.branch)).toBe(outcome.commit);
        expect(outcome.links.branch).toContain(outcome.branch);
        const pull = server.state.pulls.get(outcome.number);
        expect(pull?.title).toBe('fix(deps): bump left-pad from 1.0.0 to 1.0.1 (CVE-2031-0001)');
        expect(pull?.body).toContain('Maximus-Patch: pch_01patch');
        expect(pull?.autoMerge).toBe(true);
        expect([...(pull?.reviewers ?? [])]).toEqual(['ada']);
        expect([...(pull?.assignees ?? [])]).toEqual(['grace']);
        expect(pull?.labels.has('high-confidence')).toBe(!examples.labelsMustExist);
        expect(outcome.warnings.map(({ code }) => code).sort()).toEqual([
          'assignee_missing',
          ...(examples.labelsMustExist ? ['label_missing'] : []),
          'reviewer_missing',
        ]);
      }));

    test('delivering again leaves one pull request, and a new text updates it', () =>
      scene(async (estate, server) => {
        const { forge } = await connectedForge(kind, server);
        const first = unwrap(await forge.deliver(delivery(estate)));
        const again = unwrap(await forge.deliver(delivery(estate)));
        expect(again).toMatchObject({
          state: 'pr_open',
          created: false,
          commit: 'commit' in first ? first.commit : '',
        });
        unwrap(await forge.deliver(delivery(estate, { statement: { why: 'Another reason.' } })));
        expect(server.state.pulls.size).toBe(1);
        expect(server.state.pulls.get(1)?.body).toContain('Another reason.');
      }));

    test('a pull request whose answer was lost is found, not opened twice', () =>
      scene(async (estate, server) => {
        const { forge } = await connectedForge(kind, server);
        const made = unwrap(await forge.deliver(delivery(estate, { mode: 'branch' })));
        const name = 'branch' in made ? made.branch : '';
        // The list comes back empty, as if the pull request were opened right after it.
        server.inTheWay.push({ status: 200, json: [] });
        await server.state.open({ title: 'x', body: 'x', branch: name, base: 'main' });
        expect(unwrap(await forge.deliver(delivery(estate)))).toMatchObject({
          state: 'pr_open',
          number: 1,
          created: false,
        });
      }));

    test('a pull request from a fork that copies our text is not taken for ours', () =>
      scene(async (estate, server) => {
        const { forge } = await connectedForge(kind, server);
        const copied = { title: 'x', body: 'Maximus-Patch: pch_01patch\n', base: 'main', fork: true };
        await server.state.open({ ...copied, branch: 'maximus/direct-upgrade/left-pad' });
        expect(unwrap(await forge.deliver(delivery(estate)))).toMatchObject({
          state: 'pr_open',
          number: 2,
          created: true,
        });
        expect(server.state.pulls.get(1)?.body).toBe(copied.body);
      }));

    test('a superseded pull request is closed with a comment and its branch goes', () =>
      scene(async (estate, server) => {
        const { forge } = await connectedForge(kind, server);
        const old = unwrap(await forge.deliver(delivery(estate)));
        const statement = { patchId: 'pch_02', to: '1.0.2', patchDigest: 'b'.repeat(64) };
        const next = sampleDelivery(estate.base, [edit('package.json', before, '{ "left-pad": "1.0.2" }\n')], {
          statement,
          supersedes: ['pch_01patch'],
        });
        expect(unwrap(await forge.deliver(next))).toMatchObject({
          state: 'pr_open',
          number: 2,
          warnings: expect.anything(),
        });
        expect(server.state.pulls.get(1)).toMatchObject({
          state: 'closed',
          comments: [expect.stringMatching(/^Superseded by [#!]2\.$/)],
        });
        expect(await server.state.tipOf('branch' in old ? old.branch : '')).toBeUndefined();
      }));

    test.each(['merge', 'squash'] as const)('a merge by %s is seen by its trailer', (how) =>
      scene(async (estate, server) => {
        const { forge } = await connectedForge(kind, server);
        unwrap(await forge.deliver(delivery(estate)));
        expect(unwrap(await forge.refresh(delivery(estate)))).toMatchObject({
          state: 'open',
          pullRequest: { number: 1 },
        });
        await server.state.merge(1, how);
        expect(unwrap(await forge.refresh(delivery(estate)))).toMatchObject({ state: 'merged', seenBy: 'trailer' });
        expect(unwrap(await forge.deliver(delivery(estate)))).toMatchObject({ state: 'merged', how: 'already' });
        const reason = { kind: 'cancelled', sentence: 'too late' } as const;
        expect(unwrap(await forge.close(delivery(estate), reason))).toMatchObject({ pullRequest: 'was_merged' });
      }),
    );

    test('a merge that lost the trailer is seen because the forge says so', () =>
      scene(async (estate, server) => {
        const { forge } = await connectedForge(kind, server);
        unwrap(await forge.deliver(delivery(estate)));
        const pull = server.state.pulls.get(1);
        if (pull === undefined) throw new Error('no pull request');
        pull.state = 'merged';
        pull.mergeCommit = estate.base;
        const seen = unwrap(await forge.refresh(delivery(estate, { pullRequest: 1 })));
        expect(seen).toMatchObject({ state: 'merged', seenBy: 'forge', mergeCommit: estate.base });
      }));

    test('closing comments, closes and deletes; the comment cannot mention anybody', () =>
      scene(async (estate, server) => {
        const { forge } = await connectedForge(kind, server);
        unwrap(await forge.deliver(delivery(estate)));
        const closed = await forge.close(delivery(estate), { kind: 'rejected', sentence: 'ask @ada, see #7 <b>' });
        expect(unwrap(closed)).toEqual({ pullRequest: 'closed', branch: 'deleted', warnings: [] });
        expect(server.state.pulls.get(1)?.comments[0]).not.toMatch(/@ada|#7|<b>/);
        expect(unwrap(await forge.refresh(delivery(estate, { pullRequest: 1 })))).toMatchObject({ state: 'closed' });
      }));

    test('a wrong token is told as such, for git and for the API, and stands in no message', () =>
      scene(async (estate, server) => {
        const { forge } = await connectedForge(kind, server, {}, { secrets: { token: 'wrong-token-7' } });
        const refused = await forge.deliver(delivery(estate));
        expect(refused).toMatchObject({ ok: false, error: { code: 'forge.unauthorised' } });
        const { forge: good } = await connectedForge(kind, server);
        server.inTheWay.push({ status: 401, json: { message: `Bad credentials ${server.token}` } });
        const second = await good.deliver(delivery(estate));
        expect(second).toMatchObject({ ok: false, error: { code: 'forge.unauthorised' } });
        expect(JSON.stringify([refused, second, String(!second.ok && second.error.message)])).not.toMatch(
          /wrong-token-7|secret-token/,
        );
      }));

    test('a limit is waited for, and a long one puts the delivery off', () =>
      scene(async (estate, server) => {
        const { forge, waits } = await connectedForge(kind, server);
        const seconds = Date.parse('2031-01-02T03:04:05Z') / 1000;
        server.inTheWay.push({ status: 429, headers: examples.limitHeaders(seconds), json: { message: 'slow down' } });
        expect(unwrap(await forge.deliver(delivery(estate)))).toMatchObject({ state: 'pr_open' });
        expect(waits.some((ms) => ms >= 30_000 && ms <= 32_000)).toBe(true);
        server.inTheWay.push({ status: 429, headers: { 'Retry-After': '3600' }, json: {} });
        const put = await forge.deliver(delivery(estate));
        expect(put).toMatchObject({ ok: false, error: { code: 'forge.rate_limited', retryable: true } });
        const asked = server.requests.length;
        await forge.deliver(delivery(estate));
        expect(server.requests).toHaveLength(asked);
      }));

    test('a failing forge is tried again after 1, 2 and 4 s, then named; the patch file does not need it', () =>
      scene(async (estate, server) => {
        const { forge, waits } = await connectedForge(kind, server);
        const broken = { status: 502, json: 'bad gateway' };
        server.inTheWay.push(broken, 'hang-up', broken, broken);
        expect(await forge.deliver(delivery(estate))).toMatchObject({
          ok: false,
          error: { code: 'forge.forge_failed' },
        });
        expect(waits).toEqual([1000, 2000, 4000]);
        server.inTheWay.push(broken);
        expect(unwrap(await forge.deliver(delivery(estate)))).toMatchObject({ state: 'pr_open' });
        expect(unwrap(await forge.deliver(delivery(estate, { mode: 'patch_file' })))).toMatchObject({
          state: 'patch_file',
        });
      }));

    test('an element of the list that cannot be read is dropped and told', () =>
      scene(async (estate, server) => {
        const { forge } = await connectedForge(kind, server);
        server.inTheWay.push({ status: 200, json: [{ number: 'x' }, null] });
        const outcome = unwrap(await forge.deliver(delivery(estate)));
        expect('warnings' in outcome && outcome.warnings[0]?.code).toBe('answer_dropped');
      }));

    test('an answer of another kind of server is named', () =>
      scene(async (estate, server) => {
        const { forge } = await connectedForge(kind, server);
        server.inTheWay.push({ status: 200, json: '<html>log in</html>' });
        expect(await forge.deliver(delivery(estate))).toMatchObject({
          ok: false,
          error: { code: 'forge.answer_invalid' },
        });
        server.inTheWay.push({ status: 302, headers: { Location: 'http://elsewhere.example.test/' }, json: {} });
        expect(await forge.deliver(delivery(estate))).toMatchObject({
          ok: false,
          error: { code: 'forge.answer_invalid' },
        });
      }));
  });
}
