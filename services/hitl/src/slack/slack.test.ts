import { Readable } from 'node:stream';
import {
  createSlackCode,
  type DecisionRecord,
  type Endpoint,
  getPatchDecision,
  listSlackLinks,
  removeSlackLink,
  type SlackLink,
  slackBlock,
  slackCommand,
  slackInteraction,
} from '@maximus/contracts';
import type { HandlerInput, Principal } from '@maximus/http';
import { newUuid, systemClock } from '@maximus/kernel';
import { auditRows, notifyChannels, userRows } from '@maximus/storage';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Fixture, openFixture, type PatchShape } from '../testing/fixture.ts';
import { type SlackCall, slackHeaders, startSlackServer, type TestSlack } from '../testing/slack-server.ts';
import { SlackConfig } from './config.ts';

const team = 'T0TEAM';
const conversation = 'C0REVIEW';
const secrets = new Map([
  ['slack-signing', ['the signing secret', 'the one before']],
  ['slack-bot', ['xoxb-test']],
]);
let slack: TestSlack;
let review: Fixture;
let ada: Extract<Principal, { kind: 'user' }>;
let bob: Extract<Principal, { kind: 'user' }>;
let eve: Extract<Principal, { kind: 'user' }>;
const config = SlackConfig.parse({});
let tries = 0;
let tokenReads = 0;

beforeAll(async () => {
  slack = await startSlackServer('xoxb-test');
  config.api_url = `${slack.origin}/api`;
  review = await openFixture({
    config,
    secretsOf: async (name) => {
      if (name === 'slack-bot') tokenReads += 1;
      return secrets.get(name) ?? [];
    },
    post: async ({ url, body, headers }) => {
      const answer = await fetch(url, { method: 'POST', body, headers });
      return { status: answer.status, body: await answer.text() };
    },
    publicUrl: 'https://maximus.example.test',
  });
  ada = await review.person('ada');
  bob = await review.person('bob');
  eve = await review.person('eve', ['viewer']);
  const at = new Date(review.clock.now());
  await notifyChannels.insert(review.test.database, {
    ...{ id: newUuid(systemClock), kind: 'slack', name: 'reviews', enabled: true, disabled_reason: null },
    ...{ filter: { events: ['decision.*'] }, url: null, target: conversation, secret: 'slack-bot', options: {} },
    ...{ per_minute: 30, muted_until: null, deleted_at: null, version: 1, created_at: at, updated_at: at },
  });
}, 120_000);
afterAll(async () => {
  await review.close();
  await slack.close();
});
beforeEach(async () => {
  slack.calls.length = 0;
  config.teams = [team];
  config.allow_critical = false;
  await review.policy({});
});

/** Sends what Slack would send, as the server hands it over. */
async function send(endpoint: Endpoint, body: string, more: { headers?: Record<string, string> } = {}) {
  const route = review.routes.find((one) => one.endpoint.id === endpoint.id);
  if (route === undefined) throw new Error(`${endpoint.id} is not served`);
  tries += 1;
  // Two requests of the same second with the same body are one and the same.
  if (more.headers === undefined) review.clock.advance(1_000);
  return await route.handle({
    params: {},
    query: {},
    principal: { kind: 'anonymous', address: '192.0.2.7' },
    correlationId: 'test',
    requestId: `req-${tries}`,
    headers: more.headers ?? slackHeaders(body, 'the signing secret', review.clock.now()),
    upload: { stream: Readable.from([Buffer.from(body)]), fields: new Map() },
    signal: new AbortController().signal,
  } as unknown as HandlerInput<Endpoint>);
}
const formOf = (payload: object) => new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
const commandOf = (user: string, text: string, more: object = {}) =>
  new URLSearchParams({ team_id: team, user_id: user, user_name: user.toLowerCase(), text, ...more }).toString();
const command = async (user: string, text: string, more: object = {}) =>
  String(((await send(slackCommand, commandOf(user, text, more))).body as { text?: unknown }).text);
const press = (user: string, record: DecisionRecord, more: object = {}) => ({
  type: 'block_actions',
  user: { id: user, team_id: team },
  team: { id: team },
  channel: { id: conversation },
  trigger_id: '1.2.3',
  response_url: `${slack.origin}/hooks/1`,
  actions: [
    {
      action_id: 'approve',
      block_id: slackBlock,
      value: JSON.stringify({ decision_id: record.decision_id, subject_digest: record.subject_digest }),
    },
  ],
  ...more,
});
const submit = (user: string, record: DecisionRecord, vote: 'approve' | 'reject', said: object = {}) => ({
  type: 'view_submission',
  user: { id: user, team_id: team },
  team: { id: team },
  view: {
    id: 'V1',
    callback_id: 'maximus_vote',
    private_metadata: JSON.stringify({
      ...{ decision_id: record.decision_id, subject_digest: record.subject_digest },
      ...{ vote, channel: conversation },
    }),
    state: { values: said },
  },
});
const reason = (text: string) => ({ reason: { reason: { type: 'plain_text_input', value: text } } });
/** The one call that follows. */
async function nextCall(): Promise<SlackCall> {
  await expect.poll(() => slack.calls.length, { timeout: 60_000 }).toBeGreaterThan(0);
  return slack.calls.shift() ?? { path: '', body: {} };
}
const said = async () => {
  const call = await nextCall();
  expect(call.path).toMatch(/^\/(?:hooks\/1|api\/views\.update)$/);
  return JSON.stringify(call.body);
};
const recordOf = async (patchId: string) =>
  (await review.call<DecisionRecord>(getPatchDecision, ada, { params: { patch_id: patchId } })).body;
const asked = async (shape: PatchShape = {}) => recordOf(await review.patch(shape));
const statusOf = async ({ patch_id }: DecisionRecord) => (await recordOf(patch_id ?? '')).decision;
async function link(who: Principal, user: string): Promise<void> {
  await command(user, 'unlink');
  const { body } = await review.call<{ code: string }>(createSlackCode, who);
  expect(await command(user, `link ${body.code}`)).toContain('You are linked to the Maximus account');
}

describe('a request', () => {
  it.each([
    ['without a signature', (body: string) => ({ ...slackHeaders(body, 'x', 0), 'x-slack-signature': '' })],
    ['signed by another secret', (body: string) => slackHeaders(body, 'another secret', review.clock.now())],
    [
      'of more than five minutes ago',
      (body: string) => slackHeaders(body, 'the signing secret', review.clock.now() - 301_000),
    ],
    [
      'of more than five minutes ahead',
      (body: string) => slackHeaders(body, 'the signing secret', review.clock.now() + 302_000),
    ],
    ['whose body was changed', (body: string) => slackHeaders(`${body}&x=1`, 'the signing secret', review.clock.now())],
    [
      'whose time was changed',
      (body: string) => ({
        ...slackHeaders(body, 'the signing secret', review.clock.now() - 600_000),
        'x-slack-request-timestamp': String(Math.floor(review.clock.now() / 1_000)),
      }),
    ],
  ])('%s is refused', async (_name, headersOf) => {
    const body = formOf(submit('U0ADA', await asked(), 'approve'));
    await expect(send(slackInteraction, body, { headers: headersOf(body) })).rejects.toMatchObject({
      code: 'hitl.slack_unsigned',
      http: 401,
    });
    await expect(send(slackCommand, body, { headers: headersOf(body) })).rejects.toMatchObject({
      code: 'hitl.slack_unsigned',
    });
    expect(slack.calls).toEqual([]);
  });

  it('is taken once, also within its five minutes, and also when it was signed by the secret before', async () => {
    const body = commandOf('U0NOBODY', 'help');
    const headers = slackHeaders(body, 'the one before', review.clock.now());
    expect((await send(slackCommand, body, { headers })).status).toBe(200);
    await expect(send(slackCommand, body, { headers })).rejects.toMatchObject({ code: 'hitl.slack_replayed' });
    review.clock.advance(290_000);
    await expect(send(slackCommand, body, { headers })).rejects.toMatchObject({ code: 'hitl.slack_replayed' });
    review.clock.advance(20_000);
    await expect(send(slackCommand, body, { headers })).rejects.toMatchObject({ code: 'hitl.slack_unsigned' });
  });

  it('that Slack would not send, or that is of no workspace of ours, comes to nothing', async () => {
    await expect(send(slackInteraction, 'payload=%7B')).rejects.toMatchObject({ code: 'hitl.slack_unreadable' });
    await expect(send(slackCommand, 'x=1')).rejects.toMatchObject({ code: 'hitl.slack_unreadable' });
    expect((await send(slackInteraction, formOf({ type: 'shortcut' }))).status).toBe(200);
    expect(await command('U0ADA', 'help', { team_id: 'T0OTHER' })).toContain('does not listen');
    config.teams = [];
    await expect(send(slackCommand, commandOf('U0ADA', 'again'))).rejects.toMatchObject({ code: 'hitl.slack_off' });
    expect((await review.call<{ enabled: boolean }>(listSlackLinks, ada)).body.enabled).toBe(false);
  });
});

describe('a Slack user', () => {
  it('counts as the person who was given the code in a session, once, for ten minutes, until one of both ends it', async () => {
    const { body: old } = await review.call<{ code: string }>(createSlackCode, ada);
    const { body: code } = await review.call<{ code: string; command: string }>(createSlackCode, ada);
    expect(code.command).toBe(`/maximus link ${code.code}`);
    expect(await command('U0LINK', `link ${old.code}`)).toContain('not good');
    expect(await command('U0LINK', 'link 0000-0000-0000')).toContain('not good');
    expect(await command('U0LINK', `link ${code.code.toLowerCase().replaceAll('-', ' ')}`)).toContain('account of ada');
    expect(await command('U0OTHER', `link ${code.code}`)).toContain('not good');
    expect(await command('U0LINK', 'link')).toContain('linked already');
    expect(await command('U0LINK', '')).toContain('account of ada');
    const { items } = (await review.call<{ items: SlackLink[] }>(listSlackLinks, ada)).body;
    expect(items).toMatchObject([{ id: `${team}.U0LINK`, slack_name: 'u0link' }]);
    expect((await review.call<{ items: SlackLink[] }>(listSlackLinks, bob)).body.items).toEqual([]);
    const params = { id: `${team}.U0LINK` };
    await expect(review.call(removeSlackLink, bob, { params })).rejects.toMatchObject({
      code: 'hitl.slack_link_not_found',
    });
    await review.call(removeSlackLink, ada, { params });
    expect(await command('U0LINK', '')).toContain('not linked');
    const { body: late } = await review.call<{ code: string }>(createSlackCode, ada);
    review.clock.advance(600_000);
    expect(await command('U0LINK', `link ${late.code}`)).toContain('not good');
    const entries = await auditRows.list(review.test.database, { descending: true, limit: 100 });
    expect(entries.map(({ action }) => action)).toEqual(expect.arrayContaining(['slack.linked', 'slack.unlinked']));
  });

  it('cannot be linked by a token', async () => {
    await expect(review.call(createSlackCode, review.tokenOf(ada))).rejects.toMatchObject({ code: 'hitl.not_allowed' });
  });
});

describe('a decision in Slack', () => {
  it('is asked in a dialog that shows what it is about, is taken by the linked person, and can be taken back', async () => {
    await link(ada, 'U0ADA');
    const record = await asked();
    expect((await send(slackInteraction, formOf(press('U0ADA', record)))).status).toBe(200);
    const opened = await nextCall();
    expect(opened).toMatchObject({ path: '/api/views.open', body: { trigger_id: '1.2.3' } });
    const shown = JSON.stringify(opened.body);
    for (const part of ['pkg:npm/lodash', '4.17.20 → 4.17.21', 'CVE-2026-1', '*fixed*', record.decision_id])
      expect(shown).toContain(part);
    const answer = await send(slackInteraction, formOf(submit('U0ADA', record, 'approve')));
    expect(answer).toMatchObject({ status: 200, body: { response_action: 'update' } });
    expect(await said()).toMatch(/Approved\. It takes effect at .*Undo/);
    expect(await recordOf(record.patch_id ?? '')).toMatchObject({
      decision: 'approved',
      effect: 'held',
      votes: [{ user_id: ada.userId, vote: 'approve', via: 'slack', subject_digest: record.subject_digest }],
    });
    const undo = press('U0ADA', record, {
      actions: [{ action_id: 'undo', block_id: 'maximus_undo' }],
      view: { id: 'V1', private_metadata: submit('U0ADA', record, 'approve').view.private_metadata },
    });
    await send(slackInteraction, formOf(undo));
    expect(await said()).toContain('Taken back');
    expect(await statusOf(record)).toBe('pending');
    await send(slackInteraction, formOf(undo));
    expect(await said()).toContain('nothing is held');
  });

  it('that rejects says why', async () => {
    await link(ada, 'U0ADA');
    const record = await asked();
    await send(
      slackInteraction,
      formOf(press('U0ADA', record, { actions: [{ ...press('U0ADA', record).actions[0], action_id: 'reject' }] })),
    );
    expect(JSON.stringify((await nextCall()).body)).toContain('"block_id":"reason"');
    await send(slackInteraction, formOf(submit('U0ADA', record, 'reject', reason('   '))));
    expect(await said()).toContain('a rejection says why');
    expect(await statusOf(record)).toBe('pending');
    await send(slackInteraction, formOf(submit('U0ADA', record, 'reject', reason('breaks the build'))));
    expect(await said()).toContain('Rejected');
    expect(await recordOf(record.patch_id ?? '')).toMatchObject({ decision: 'rejected', reason: 'breaks the build' });
  });

  it('is nobody’s who is not linked, has no right, is switched off, or made the change', async () => {
    const record = await asked();
    const refuses = async (user: string, text: string, about = record) => {
      await send(slackInteraction, formOf(submit(user, about, 'approve')));
      expect(await said()).toContain(text);
      expect(await statusOf(about)).toBe('pending');
    };
    await send(slackInteraction, formOf(press('U0STRANGER', record)));
    expect(await said()).toContain('not linked');
    await refuses('U0STRANGER', 'not linked');
    await link(eve, 'U0EVE');
    await send(slackInteraction, formOf(press('U0EVE', record)));
    expect(await said()).toContain('role of a reviewer');
    await refuses('U0EVE', 'only reviewers vote');
    await link(ada, 'U0ADA');
    const own = await asked({ author: ada.userId });
    await refuses('U0ADA', 'the author does not vote', own);
    await link(bob, 'U0BOB');
    await userRows.update(review.test.database, bob.userId, { disabledAt: new Date() }, new Date());
    await refuses('U0BOB', 'switched off');
    await userRows.update(review.test.database, bob.userId, { disabledAt: null }, new Date());
  });

  it('needs two people where the policy says so, and two Slack users of one person are one', async () => {
    await review.policy({ approvals: { standard: 2 } });
    const record = await asked();
    await link(ada, 'U0ADA');
    await link(ada, 'U0ADATWO');
    await send(slackInteraction, formOf(submit('U0ADA', record, 'approve')));
    expect(await said()).toContain('1 of 2');
    await send(slackInteraction, formOf(submit('U0ADATWO', record, 'approve')));
    expect(await said()).toContain('a person votes once');
    expect(await statusOf(record)).toBe('pending');
    await link(bob, 'U0BOB');
    await send(slackInteraction, formOf(submit('U0BOB', record, 'approve')));
    expect(await said()).toContain('Approved');
    expect(await statusOf(record)).toBe('approved');
  });

  it('falls when what it is about has changed, whether before the button or before the dialog', async () => {
    await link(ada, 'U0ADA');
    const record = await asked();
    await review.newEvidence(record.patch_id ?? '');
    await send(slackInteraction, formOf(submit('U0ADA', record, 'approve')));
    expect(await said()).toContain('have changed');
    await review.follow();
    expect((await recordOf(record.patch_id ?? '')).decision_id).not.toBe(record.decision_id);
    await send(slackInteraction, formOf(press('U0ADA', record)));
    expect(await said()).toContain('It is decided: cancelled');
    const next = await recordOf(record.patch_id ?? '');
    const stale = { ...next, subject_digest: record.subject_digest };
    await send(slackInteraction, formOf(press('U0ADA', stale)));
    expect(await said()).toContain('have changed');
    await send(slackInteraction, formOf(submit('U0ADA', stale, 'approve')));
    expect(await said()).toContain('other content than was seen');
    expect(await statusOf(next)).toBe('pending');
  });

  it('is only asked where reviews are told, and not about what is critical unless that is allowed', async () => {
    await link(ada, 'U0ADA');
    const record = await asked();
    await send(slackInteraction, formOf(press('U0ADA', record, { channel: { id: 'C0OTHER' } })));
    expect(await said()).toContain('nothing in this conversation');
    await send(slackInteraction, formOf(press('U0ADA', record, { user: { id: 'U0ADA', team_id: 'T0GUEST' } })));
    expect(await said()).toContain('does not listen');
    await send(
      slackInteraction,
      formOf(press('U0ADA', record, { actions: [{ action_id: 'approve', block_id: slackBlock }] })),
    );
    expect(await said()).toContain('holds no question');
    const critical = await asked({ priority: 3 });
    await send(slackInteraction, formOf(press('U0ADA', critical)));
    expect(await said()).toContain('in Maximus itself');
    await send(slackInteraction, formOf(submit('U0ADA', critical, 'approve')));
    expect(await said()).toContain('in Maximus itself');
    expect((await recordOf(critical.patch_id ?? '')).votes).toEqual([]);
    config.allow_critical = true;
    await send(slackInteraction, formOf(submit('U0ADA', critical, 'approve')));
    expect(await said()).toContain('1 of 2');
  });

  it('posts its notes to Slack alone, whatever the request says', async () => {
    const record = await asked();
    await send(slackInteraction, formOf(press('U0NOBODY', record, { response_url: 'http://127.0.0.1:1/inside' })));
    await send(slackInteraction, formOf(press('U0NOBODY', record)));
    expect(await said()).toContain('not linked');
    expect(slack.calls).toEqual([]);
  });

  it('cannot be asked while Slack does not let us in, and stands in the queue all the same', async () => {
    await link(ada, 'U0ADA');
    const record = await asked();
    for (const token of [['xoxb-other'], []]) {
      const before = tokenReads;
      secrets.set('slack-bot', token);
      expect((await send(slackInteraction, formOf(press('U0ADA', record)))).status).toBe(200);
      await expect.poll(() => tokenReads, { timeout: 60_000 }).toBe(before + 1);
    }
    await expect.poll(() => slack.refused.length, { timeout: 60_000 }).toBe(1);
    expect(slack.calls).toEqual([]);
    expect(await statusOf(record)).toBe('pending');
    secrets.set('slack-bot', ['xoxb-test']);
  });

  it('approves what was not tested only for one who says to know it', async () => {
    await link(ada, 'U0ADA');
    const record = await asked({ verdict: 'fixed_untested' });
    await send(slackInteraction, formOf(press('U0ADA', record)));
    expect(JSON.stringify((await nextCall()).body)).toContain('untested');
    await send(slackInteraction, formOf(submit('U0ADA', record, 'approve')));
    expect(await said()).toContain('its tests did not run');
    const ticked = { untested: { untested: { selected_options: [{ value: 'yes' }] } } };
    await send(slackInteraction, formOf(submit('U0ADA', record, 'approve', ticked)));
    expect(await said()).toContain('Approved');
  });
});
