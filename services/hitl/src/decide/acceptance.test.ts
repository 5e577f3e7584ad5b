import {
  commentPatch,
  type DecisionDetail,
  type DecisionRecord,
  escalatePatch,
  getDecision,
  getPatchDecision,
  requestAcceptance,
  snoozeDecision,
  voteOnDecision,
} from '@maximus/contracts';
import type { Principal } from '@maximus/http';
import { formatId } from '@maximus/kernel';
import { acceptancesInForce, decisions } from '@maximus/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweep } from '../keep/sweep.ts';
import { type Fixture, openFixture } from '../testing/fixture.ts';

let review: Fixture;
let ada: Principal;
let bob: Principal;

beforeAll(async () => {
  review = await openFixture();
  ada = await review.person('ada');
  bob = await review.person('bob');
}, 120_000);
afterAll(() => review.close());

describe('an acceptance', () => {
  const ask = (who: Principal, apv: string, more: object = {}) =>
    review.call<DecisionRecord>(requestAcceptance, who, {
      body: { apv: formatId('apv', apv), scope: 'project', project: 'shop', reason: 'behind a proxy', ...more },
    });
  const vote = (who: Principal, { decision_id }: DecisionRecord) =>
    review.call<{ status: string }>(voteOnDecision, who, { params: { decision_id }, body: { vote: 'approve' } });
  const inForce = async (apv: string) => {
    const group = await review.test.database.kysely
      .selectFrom('apv')
      .select('group_key')
      .where('id', '=', apv)
      .execute();
    return await acceptancesInForce(review.test.database, [group[0]?.group_key ?? 0], review.clock.now());
  };

  it('is not for a viewer to ask for, nor for a token that may only read', async () => {
    const apv = await review.apv();
    const eve = await review.person('eve', ['viewer']);
    await expect(ask(eve, apv)).rejects.toMatchObject({ code: 'hitl.not_allowed' });
    const token = { ...review.tokenOf(ada), scopes: ['read'] } as Principal;
    await expect(ask(token, apv)).rejects.toMatchObject({ code: 'hitl.not_allowed' });
    const olga = await review.person('olga', ['operator']);
    expect((await ask(olga, apv)).status).toBe(201);
  });

  it('comes into force once somebody else has approved it and the window has passed, for so many days', async () => {
    const apv = await review.apv();
    const { status, body } = await ask(ada, apv);
    expect(status).toBe(201);
    expect(body).toMatchObject({ subject: { kind: 'acceptance' }, decision: 'pending', required_approvals: 1 });
    await expect(ask(bob, apv)).rejects.toMatchObject({ code: 'hitl.already_open' });
    await expect(vote(ada, body)).rejects.toMatchObject({ code: 'hitl.author_cannot_approve' });
    await expect(vote(review.tokenOf(ada), body)).rejects.toMatchObject({ code: 'hitl.author_cannot_approve' });
    expect((await vote(bob, body)).body.status).toBe('approved');
    expect(await inForce(apv)).toEqual([]);
    review.clock.advance(10_000);
    await review.tick(body.decision_id);
    const expected = new Date(review.clock.now() + 30 * 86_400_000);
    expect(await inForce(apv)).toMatchObject([
      {
        kind: 'acceptance',
        scope: 'project',
        project_key: review.project.key,
        expires_at: expected,
        reason: 'behind a proxy',
      },
    ]);
    review.clock.advance(30 * 86_400_000);
    expect(await inForce(apv)).toEqual([]);
  });

  it('is spoken about and escalated by its own id or that of its subject: there is no patch', async () => {
    const { body } = await ask(ada, await review.apv());
    const { decision_id, subject } = body;
    for (const patch_id of [decision_id, subject.id]) {
      const input = { params: { patch_id }, body: { decision_id, comment: 'which proxy?' } };
      expect((await review.call(commentPatch, bob, input)).status).toBe(200);
    }
    const escalation = { body: { decision_id, reason: 'not mine to take' } };
    const other = { params: { patch_id: 'pch_00000000000000000000000000' }, ...escalation };
    await expect(review.call(escalatePatch, bob, other)).rejects.toMatchObject({ code: 'hitl.id_mismatch' });
    const escalated = await review.call(escalatePatch, bob, { params: { patch_id: decision_id }, ...escalation });
    expect(escalated.body).toMatchObject({ status: 'escalated' });
  });

  it('lasts no longer than the policy allows, and needs two people when critical', async () => {
    const kev = await review.apv({ inKev: true });
    await expect(ask(ada, kev, { days: 15 })).rejects.toMatchObject({ code: 'hitl.acceptance_too_long' });
    expect((await ask(ada, kev, { days: 14 })).status).toBe(201);
    const critical = await review.apv({ priority: 3 });
    await expect(ask(ada, critical, { days: 91 })).rejects.toMatchObject({ code: 'hitl.acceptance_too_long' });
    expect((await ask(ada, critical)).body.required_approvals).toBe(2);
    await expect(ask(ada, kev, { scope: 'finding', finding_id: 'fnd_x' })).rejects.toMatchObject({
      code: 'hitl.subject_not_found',
    });
    await expect(ask(ada, kev, { scope: 'component_version' })).rejects.toMatchObject({
      code: 'hitl.subject_not_found',
    });
  });

  it('as a VEX statement says why, in OpenVEX’s words, and has no end', async () => {
    const apv = await review.apv();
    await expect(ask(ada, apv, { kind: 'vex', scope: 'apv' })).rejects.toThrow(/justification/);
    const { body } = await ask(ada, apv, { kind: 'vex', scope: 'apv', justification: 'vulnerable_code_not_present' });
    await vote(bob, body);
    review.clock.advance(10_000);
    await review.tick(body.decision_id);
    expect(await inForce(apv)).toMatchObject([
      {
        kind: 'vex',
        expires_at: null,
        vex: { status: 'not_affected', justification: 'vulnerable_code_not_present' },
        decision_id: body.decision_id,
      },
    ]);
  });
});

describe('whoever decides', () => {
  const readBy = async (who: Principal, { decision_id }: DecisionRecord) =>
    (await review.call<DecisionDetail>(getDecision, who, { params: { decision_id } })).body.claim;
  const asked = async (more: object) => {
    const body = { apv: formatId('apv', await review.apv()), scope: 'project', project: 'shop', ...more };
    return (await review.call<DecisionRecord>(requestAcceptance, ada, { body })).body;
  };

  it('reads what would be in force: the words of a statement, or the days of a risk', async () => {
    const said = {
      reason: 'looked at both places',
      justification: 'vulnerable_code_not_in_execute_path',
      impact_statement: 'No code of the project uses what is flawed in it.',
    };
    expect(await readBy(bob, await asked({ kind: 'vex', ...said }))).toEqual({ scope: 'project', ...said });
    const risk = { reason: 'behind a proxy', days: 7 };
    expect(await readBy(bob, await asked(risk))).toEqual({ scope: 'project', ...risk });
  });
});

describe('a decision that sleeps until something happens', () => {
  it.each([
    ['kev-added', { inKev: true }],
    ['priority-raised', { priority: 3 }],
    ['epss-over:0.5', { epss: 0.6 }],
    ['new-release', { fixed: ['1.0.1', '1.0.2'] }],
  ])('%s returns by itself, with the reason', async (condition, change) => {
    const apv = await review.apv();
    const patchId = await review.patch({ apv });
    const { decision_id } = (
      await review.call<DecisionRecord>(getPatchDecision, ada, { params: { patch_id: patchId } })
    ).body;
    await review.call(snoozeDecision, ada, { params: { decision_id }, body: { condition } });
    const isAsleep = async () => {
      await sweep(review.hitl.parts, new AbortController().signal);
      return (await decisions.find(review.test.database, decision_id))?.snoozed;
    };
    expect(await isAsleep()).toBe(true);
    await review.apv(change, apv);
    expect(await isAsleep()).toBe(false);
    const row = await decisions.find(review.test.database, decision_id);
    const history = await decisions.history(review.test.database, row?.id ?? '');
    expect(history.at(-1)?.reason).toMatch(/exploited|priority|EPSS|fixed version/);
  });
});
