import {
  approvePatch,
  assignDecision,
  cancelPatchDecision,
  commentPatch,
  createDecision,
  type DecisionRecord,
  type DecisionSummary,
  getDecision,
  getDecisionSummary,
  getPatchDecision,
  listAuditLogs,
  listDecisions,
  listPendingPatches,
  listReviewPolicies,
  putReviewPolicy,
  ReviewPolicy,
  rejectPatch,
  snoozeDecision,
  unsnoozeDecision,
} from '@maximus/contracts';
import type { Principal } from '@maximus/http';
import { newId, systemClock, unwrap } from '@maximus/kernel';
import { silentLogger } from '@maximus/observability';
import { auditRows, createJobs, decisions, patches } from '@maximus/storage';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sweepJob, tickJob } from '../decide/schedule.ts';
import { type Fixture, openFixture } from '../testing/fixture.ts';
import { sweep } from './sweep.ts';
import { tick } from './tick.ts';

let review: Fixture;
let ada: Principal;
let admin: Principal;
let operator: Principal;

beforeAll(async () => {
  review = await openFixture();
  ada = await review.person('ada');
  admin = await review.person('cat', ['reviewer', 'admin']);
  operator = await review.person('oz', ['operator']);
}, 120_000);
afterAll(() => review.close());
beforeEach(() => review.policy({}));

const decisionOf = async (patchId: string) =>
  (await review.call<DecisionRecord>(getPatchDecision, ada, { params: { patch_id: patchId } })).body;
const eventsOf = async (decisionId: string) =>
  (await review.events())
    .filter(({ data }) => (data['decision'] as { decision_id?: string } | undefined)?.decision_id === decisionId)
    .map(({ type }) => type.replace('decision.', ''));
const approve = (patchId: string, decisionId: string, who = ada) =>
  review.call(approvePatch, who, { params: { patch_id: patchId }, body: { decision_id: decisionId } });

describe('auto-approval', () => {
  const enabled = (more: object = {}) => review.policy({ auto_approval: { enabled: true, sample_rate: 0, ...more } });

  it('approves what fulfils every condition, with their values in the log, and the same undo window', async () => {
    await enabled();
    const patchId = await review.patch();
    const record = await decisionOf(patchId);
    expect(record).toMatchObject({
      decision: 'auto_approved',
      decided_by: expect.stringMatching(/^policy:estate@\d+$/),
      effect: 'held',
      auto_approval_eligible: true,
      eligibility_reasons: [],
      votes: [],
    });
    const entries = await auditRows.list(review.test.database, {
      descending: false,
      limit: 9,
      decisionId: record.decision_id,
    });
    const decided = entries.find(({ action }) => action === 'decision.decided');
    expect(decided?.actorKind).toBe('policy');
    const { conditions } = JSON.parse(decided?.details ?? '{}') as { conditions: { code: string; holds: boolean }[] };
    expect(conditions).toHaveLength(16);
    expect(conditions.every(({ holds }) => holds)).toBe(true);
    review.clock.advance(10_000);
    await review.tick(record.decision_id);
    expect((await decisionOf(patchId)).effect).toBe('released');
  });

  it('leaves to people what it may not approve, what is sampled, and what is over its cap', async () => {
    await enabled();
    for (const shape of [{ introduced: 1 }, { confidence: 0.9 }, { priority: 3 }, { rung: 'major-upgrade' }] as const)
      expect((await decisionOf(await review.patch(shape))).decision).toBe('pending');
    await enabled({ sample_rate: 1 });
    const sampled = await decisionOf(await review.patch());
    expect(sampled).toMatchObject({ decision: 'pending', auto_approval_eligible: true });
    expect(await decisions.find(review.test.database, sampled.decision_id)).toMatchObject({ is_sampled: true });
    await enabled({ daily_cap: 1 });
    expect(await decisionOf(await review.patch())).toMatchObject({
      decision: 'pending',
      eligibility_reasons: ['daily_cap'],
    });
  });
});

describe('the clock', () => {
  it('tells at four fifths and at the end, once each, and escalates where the policy says so', async () => {
    await review.policy({ sla: { escalate_on_breach: true } });
    const patchId = await review.patch();
    const { decision_id } = await decisionOf(patchId);
    review.clock.advance(479_000);
    await review.tick(decision_id);
    expect((await decisionOf(patchId)).sla.status).toBe('ok');
    review.clock.advance(1_000);
    await review.tick(decision_id);
    await review.tick(decision_id);
    expect((await decisionOf(patchId)).sla.status).toBe('at_risk');
    review.clock.advance(120_000);
    await sweep(review.hitl.parts, new AbortController().signal);
    await review.tick(decision_id);
    expect(await decisionOf(patchId)).toMatchObject({ sla: { status: 'breached' }, decision: 'escalated' });
    expect(await eventsOf(decision_id)).toEqual(['opened', 'sla_at_risk', 'sla_breached', 'escalated']);
    const breached = await review.call<{ items: object[] }>(listPendingPatches, ada, {
      query: { sla: 'breached', limit: '100' },
    });
    expect(breached.body.items).toContainEqual(expect.objectContaining({ decision_id }));
  });

  it('stands still while a decision sleeps, but for critical ones', async () => {
    for (const [priority, paused] of [
      [2, true],
      [3, false],
    ] as const) {
      const patchId = await review.patch({ priority });
      const { decision_id, sla } = await decisionOf(patchId);
      review.clock.advance(60_000);
      const until = new Date(review.clock.now() + 3_600_000).toISOString();
      const asleep = await review.call<DecisionRecord>(snoozeDecision, ada, {
        params: { decision_id },
        body: { until },
      });
      expect(asleep.body).toMatchObject({ snooze: { until }, sla: { paused } });
      const queue = async (snoozed: boolean) => {
        const { body } = await review.call<{ items: { decision_id: string }[] }>(listPendingPatches, ada, {
          query: { limit: '100', snoozed: String(snoozed) },
        });
        return body.items.some((item) => item.decision_id === decision_id);
      };
      expect([await queue(false), await queue(true)]).toEqual([false, true]);
      review.clock.advance(3_600_000);
      await review.tick(decision_id);
      const awake = await decisionOf(patchId);
      expect(awake.snooze).toBeUndefined();
      const shift = Date.parse(awake.sla.breach_at) - Date.parse(sla.breach_at);
      expect(shift).toBe(paused ? 3_600_000 : 0);
      expect(await eventsOf(decision_id)).toContain('updated');
    }
  });

  it('goes on when somebody brings it back, and refuses times that are past', async () => {
    const patchId = await review.patch();
    const { decision_id } = await decisionOf(patchId);
    const params = { decision_id };
    await expect(
      review.call(snoozeDecision, ada, { params, body: { until: '2020-01-01T00:00:00Z' } }),
    ).rejects.toMatchObject({ code: 'hitl.invalid_body' });
    await expect(review.call(snoozeDecision, ada, { params, body: { condition: 'epss-over:7' } })).rejects.toThrow();
    await review.call(snoozeDecision, ada, { params, body: { condition: 'epss-over:0.5' } });
    await sweep(review.hitl.parts, new AbortController().signal);
    expect((await decisionOf(patchId)).snooze).toMatchObject({ condition: 'epss-over:0.5' });
    const back = await review.call<DecisionRecord>(unsnoozeDecision, ada, { params });
    expect(back.body.snooze).toBeUndefined();
    await expect(review.call(unsnoozeDecision, ada, { params })).rejects.toMatchObject({ code: 'hitl.not_pending' });
  });
});

describe('a release', () => {
  it('waits for the end of a freeze', async () => {
    const to = new Date(review.clock.now() + 3_600_000).toISOString();
    const from = new Date(review.clock.now()).toISOString();
    await review.policy({ freeze_windows: [{ name: 'quarter end', from, to }] });
    const patchId = await review.patch();
    const { decision_id } = await decisionOf(patchId);
    await approve(patchId, decision_id);
    review.clock.advance(10_000);
    await review.tick(decision_id);
    expect(await decisionOf(patchId)).toMatchObject({ effect: 'held', effect_at: to });
    review.clock.advance(3_600_000);
    await review.tick(decision_id);
    expect((await decisionOf(patchId)).effect).toBe('released');
  });

  it('is taken back when the rules have become stricter meanwhile', async () => {
    const patchId = await review.patch();
    const { decision_id } = await decisionOf(patchId);
    await approve(patchId, decision_id);
    await review.policy({ approvals: { standard: 2 } });
    review.clock.advance(10_000);
    await review.tick(decision_id);
    expect(await decisionOf(patchId)).toMatchObject({ decision: 'pending', effect: 'undone' });
    expect((await patches.find(review.test.database, patchId))?.status).toBe('pending_review');
  });

  it('is a job that survives the process: it runs once whoever runs it', async () => {
    const patchId = await review.patch();
    const { decision_id } = await decisionOf(patchId);
    // The queue goes by the clock of the database: what is due there long ago runs at once.
    await review.call(approvePatch, review.tokenOf(ada), {
      params: { patch_id: patchId },
      body: { decision_id },
    });
    expect((await decisionOf(patchId)).effect).toBe('held');
    const other = await Promise.all(
      [1, 2].map(async () => {
        const jobs = await createJobs({ database: review.test.database, logger: silentLogger, concurrency: 2 });
        jobs.register(tickJob, (payload) => tick(review.hitl.parts, (payload as { decision_id: string }).decision_id));
        jobs.register(sweepJob, (_, { signal }) => sweep(review.hitl.parts, signal));
        await jobs.start();
        return jobs;
      }),
    );
    await expect.poll(async () => (await decisionOf(patchId)).effect, { timeout: 60_000 }).toBe('released');
    await Promise.all(other.map((jobs) => jobs.stop(AbortSignal.timeout(10_000))));
    expect((await eventsOf(decision_id)).filter((type) => type === 'released')).toHaveLength(1);
  }, 120_000);
});

describe('a decision ends', () => {
  it('with its patch: superseded, cancelled, failed, also while it is held', async () => {
    const [waiting, held] = [await review.patch(), await review.patch()];
    const before = await decisionOf(held);
    await approve(held, before.decision_id);
    for (const patchId of [waiting, held])
      await review.test.database.transaction(async (tx) =>
        unwrap(
          await patches.transition(tx, patchId, {
            ...{ to: 'superseded', actor: 'eureka', reason: 'base moved' },
            atMs: review.clock.now(),
            correlationId: 'c',
          }),
        ),
      );
    await review.follow();
    for (const patchId of [waiting, held])
      expect(await decisionOf(patchId)).toMatchObject({
        decision: 'cancelled',
        effect: 'none',
        reason: 'patch_superseded',
      });
    review.clock.advance(60_000);
    await review.tick(before.decision_id);
    expect(await eventsOf(before.decision_id)).toEqual(['opened', 'decided', 'cancelled']);
  });

  it('when an operator cancels it, and the patch with it', async () => {
    const patchId = await review.patch();
    const { decision_id } = await decisionOf(patchId);
    const cancel = (reason?: string) =>
      review.call<{ status: string }>(cancelPatchDecision, operator, {
        params: { patch_id: patchId },
        body: { decision_id, reason },
      });
    await expect(cancel()).rejects.toMatchObject({ code: 'hitl.reason_required' });
    expect((await cancel('not needed')).body.status).toBe('cancelled');
    expect((await patches.find(review.test.database, patchId))?.status).toBe('cancelled');
    await review.follow();
    expect(await eventsOf(decision_id)).toEqual(['opened', 'cancelled']);
  });
});

describe('beside votes', () => {
  it('people comment, assign and look back', async () => {
    const patchId = await review.patch({ rung: 'manual-review' });
    const { decision_id } = await decisionOf(patchId);
    const said = await review.call<{ comment_id: string }>(commentPatch, operator, {
      params: { patch_id: patchId },
      body: { decision_id, comment: 'ask **Ada**' },
    });
    expect(said.body.comment_id).toMatch(/^cmt_/);
    const assign = (assignee: string | null) =>
      review.call<DecisionRecord>(assignDecision, ada, { params: { decision_id }, body: { assignee } });
    const userId = ada.kind === 'user' ? ada.userId : '';
    expect((await assign(userId)).body.assignee).toBe(userId);
    if (operator.kind === 'user')
      await expect(assign(operator.userId)).rejects.toMatchObject({ code: 'hitl.invalid_body' });
    expect((await assign(null)).body.assignee).toBeUndefined();
    const detail = await review.call<{ comments: object[] }>(getDecision, ada, { params: { decision_id } });
    expect(detail.body.comments).toMatchObject([{ user: 'oz', comment: 'ask **Ada**' }]);
    await review.call(rejectPatch, ada, { params: { patch_id: patchId }, body: { decision_id, reason: 'known' } });
    const rejected = await review.call<{ items: DecisionRecord[] }>(listDecisions, ada, {
      query: { status: 'rejected', user: userId },
    });
    expect(rejected.body.items.map((item) => item.decision_id)).toContain(decision_id);
    const log = await review.call<{ items: { action: string }[] }>(listAuditLogs, ada, { query: { decision_id } });
    expect(log.body.items.map(({ action }) => action)).toEqual([
      'decision.decided',
      'decision.assigned',
      'decision.assigned',
      'decision.commented',
      'decision.opened',
    ]);
  });

  it('a decision whose event was lost is opened by hand, by the same checks', async () => {
    const patchId = await review.patch();
    const create = () => review.call(createDecision, admin, { body: { patch_id: patchId } });
    await expect(create()).rejects.toMatchObject({ code: 'hitl.already_open' });
    const { decision_id } = await decisionOf(patchId);
    await approve(patchId, decision_id);
    await expect(create()).rejects.toMatchObject({ code: 'hitl.not_pending' });
    await expect(
      review.call(createDecision, admin, { body: { patch_id: newId('pch', systemClock) } }),
    ).rejects.toMatchObject({ code: 'hitl.patch_not_found' });
  });
});

describe('policies', () => {
  const put = (scope: object, policy: object, version?: number) =>
    review.call<{ version: number; policy_id: string }>(putReviewPolicy, admin, {
      body: { scope, policy },
      ...(version !== undefined && { version }),
    });

  it('are versioned, and a narrower one may only be stricter', async () => {
    const { body } = await put(
      { kind: 'project', id: 'shop' },
      { undo_window_seconds: 60, approvals: { standard: 2 } },
    );
    expect(body).toMatchObject({ version: 1, policy_id: `project:${review.project.id}` });
    await expect(put({ kind: 'project', id: 'shop' }, {}, 7)).rejects.toMatchObject({ code: 'hitl.version_conflict' });
    await expect(put({ kind: 'project', id: 'shop' }, { undo_window_seconds: 1 })).rejects.toMatchObject({
      code: 'hitl.policy_looser',
    });
    await expect(put({ kind: 'project', id: 'nope' }, {})).rejects.toMatchObject({ code: 'hitl.policy_invalid' });
    const hours = { timezone: 'Mars/Olympus', days: [1], from: '09:00', to: '10:00' };
    await expect(put({ kind: 'estate' }, { sla: { working_hours: hours } })).rejects.toMatchObject({
      code: 'hitl.policy_invalid',
    });
    expect((await decisionOf(await review.patch())).required_approvals).toBe(2);
    const all = await review.call<{ items: { policy_id: string }[] }>(listReviewPolicies, admin);
    expect(all.body.items.map(({ policy_id }) => policy_id).sort()).toEqual(['estate', `project:${review.project.id}`]);
    await put({ kind: 'project', id: 'shop' }, ReviewPolicy.parse({}), 1);
    const [entry] = await auditRows.list(review.test.database, {
      descending: true,
      limit: 1,
      action: 'policy.updated',
    });
    expect(JSON.parse(entry?.details ?? '{}')).toMatchObject({ version: 2, from: { undo_window_seconds: 60 } });
  });
});

describe('the summary', () => {
  it('counts what was decided, and says how many records each rate rests on', async () => {
    const { body } = await review.call<DecisionSummary>(getDecisionSummary, ada, { query: { range: 'all' } });
    const { total_patches, pending, approved, rejected, auto_approved, cancelled, by_priority, by_project } = body;
    expect(pending + approved + rejected + auto_approved + cancelled).toBe(total_patches);
    expect(Object.values(by_priority).reduce((sum, n) => sum + n, 0)).toBe(pending);
    expect(by_project).toMatchObject([{ project: 'shop', total_patches }]);
    expect(body).toMatchObject({
      baselines: { merge_rate: 0.65, build_break_rate: 0.032 },
      merge_rate: null,
      ml_accuracy: null,
      n: { decision_time: approved + rejected, merge_rate: 0 },
    });
    expect(body.median_decision_time_seconds).toBeGreaterThanOrEqual(0);
    expect(body.over_time.reduce((sum, { opened }) => sum + opened, 0)).toBe(total_patches);
    const none = await review.call<DecisionSummary>(getDecisionSummary, ada, {
      query: { range: '1h', project: 'nope' },
    });
    expect(none.body).toMatchObject({
      total_patches: 0,
      avg_decision_time_seconds: null,
      oldest_pending_seconds: null,
    });
  });
});
