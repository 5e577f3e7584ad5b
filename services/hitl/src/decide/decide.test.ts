import {
  approvePatch,
  bulkDecide,
  type DecisionRecord,
  escalatePatch,
  getDecision,
  getPatchDecision,
  listPendingPatches,
  type PendingPatch,
  rejectPatch,
  undoBulk,
  undoDecision,
  voteOnDecision,
} from '@maximus/contracts';
import type { Principal } from '@maximus/http';
import { auditRows, patches } from '@maximus/storage';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Fixture, openFixture } from '../testing/fixture.ts';

let review: Fixture;
let ada: Principal;
let bob: Principal;
let cat: Principal;

beforeAll(async () => {
  review = await openFixture();
  ada = await review.person('ada');
  bob = await review.person('bob');
  cat = await review.person('cat', ['reviewer', 'admin']);
}, 120_000);
afterAll(() => review.close());
beforeEach(() => review.policy({}));

const decisionOf = async (patchId: string) =>
  (await review.call<DecisionRecord>(getPatchDecision, ada, { params: { patch_id: patchId } })).body;
const statusOf = async (patchId: string) => (await patches.find(review.test.database, patchId))?.status;
const approve = (who: Principal, patchId: string, decisionId: string, more: object = {}, version?: number) =>
  review.call<{ status: string; decision: string; effect: string; effect_at: string; record: DecisionRecord }>(
    approvePatch,
    who,
    {
      params: { patch_id: patchId },
      body: { decision_id: decisionId, ...more },
      ...(version !== undefined && { version }),
    },
  );
const refused = (code: string) => expect.objectContaining({ code });

describe('a decision', () => {
  it('opens when a patch is validated, once, with the patch waiting for it', async () => {
    const patchId = await review.patch();
    const record = await decisionOf(patchId);
    expect(record).toMatchObject({
      decision: 'pending',
      patch_id: patchId,
      required_approvals: 1,
      effect: 'none',
      author: 'system:eureka',
      wargaming_result: { verdict: 'fixed', validation_passed: true, execution_time_ms: 12 },
      why_now: expect.stringContaining('CVE-2026-1'),
      sla: { target_seconds: 600, status: 'ok' },
    });
    expect(record.why_now.length).toBeLessThanOrEqual(160);
    expect(await statusOf(patchId)).toBe('pending_review');
    const opened = (await review.events('decision.opened')).filter(({ data }) =>
      JSON.stringify(data).includes(patchId),
    );
    expect(opened).toHaveLength(1);
    expect(opened[0]?.data['pending_patch']).toMatchObject({ patch_id: patchId, wargaming_passed: true });
  });

  it('about an override that goes names no vulnerability, and is never approved by itself', async () => {
    await review.policy({ auto_approval: { enabled: true } });
    const patchId = await review.patch({ retiresOverride: true });
    const record = await decisionOf(patchId);
    expect(record).toMatchObject({ decision: 'pending', priority: 'low', apv_ids: [], required_approvals: 1 });
    expect(record.why_now).toBe('the override of lodash is not needed any more · arena: fixed');
    expect(record.patch_metadata).not.toHaveProperty('apv_id');
    const { body } = await review.call<{ items: PendingPatch[] }>(listPendingPatches, ada, { query: {} });
    const row = body.items.find(({ patch_id }) => patch_id === patchId);
    expect(row).toMatchObject({ severity: 'none', rung: 'override' });
    expect(row).not.toHaveProperty('apv_id');
  });

  it('is approved, held, released once when its window has passed, and told at each step', async () => {
    const patchId = await review.patch();
    const { decision_id } = await decisionOf(patchId);
    const { body } = await approve(ada, patchId, decision_id, { comment: 'looks good' });
    expect(body).toMatchObject({ status: 'approved', decision: 'approved', effect: 'held' });
    expect(Date.parse(body.effect_at)).toBe(review.clock.now() + 10_000);
    expect(await statusOf(patchId)).toBe('approved');
    await review.tick(decision_id);
    expect((await decisionOf(patchId)).effect).toBe('held');
    review.clock.advance(10_000);
    await Promise.all([review.tick(decision_id), review.tick(decision_id), review.tick(decision_id)]);
    await review.tick(decision_id);
    expect((await decisionOf(patchId)).effect).toBe('released');
    const types = (await review.events())
      .filter(({ data }) => JSON.stringify(data).includes(decision_id))
      .map(({ type }) => type);
    expect(types.filter((type) => type.startsWith('decision.'))).toEqual([
      'decision.opened',
      'decision.decided',
      'decision.released',
    ]);
    const entries = await auditRows.list(review.test.database, {
      descending: false,
      limit: 20,
      decisionId: decision_id,
    });
    expect(entries.map(({ action, actorKind }) => `${actorKind} ${action}`)).toEqual([
      'system decision.opened',
      'user decision.decided',
      'system decision.released',
    ]);
    await expect(review.call(undoDecision, ada, { params: { decision_id } })).rejects.toEqual(
      refused('hitl.undo_window_closed'),
    );
  });

  it('of two votes at the same time takes one; the other is told what it is now', async () => {
    for (let round = 0; round < 4; round += 1) {
      const patchId = await review.patch();
      const { decision_id, version } = await decisionOf(patchId);
      const seen = round % 2 === 0 ? version : undefined;
      const outcomes = await Promise.allSettled([
        approve(ada, patchId, decision_id, {}, seen),
        review.call(rejectPatch, bob, {
          params: { patch_id: patchId },
          body: { decision_id, reason: 'no' },
          ...(seen !== undefined && { version: seen }),
        }),
      ]);
      const [lost, ...others] = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
      expect(others).toEqual([]);
      const { code, http, details } = lost as { code: string; http: number; details: { current: DecisionRecord } };
      expect(code).toMatch(seen === undefined ? /hitl\.(version_conflict|not_pending)/ : /hitl\.version_conflict/);
      expect(http).toBe(409);
      expect(details.current.decision).toBe((await decisionOf(patchId)).decision);
      expect(details.current.votes).toHaveLength(1);
    }
  });

  it('needs two different people when critical, whatever way they come', async () => {
    const patchId = await review.patch({ priority: 3 });
    const { decision_id, required_approvals } = await decisionOf(patchId);
    expect(required_approvals).toBe(2);
    const first = await approve(ada, patchId, decision_id);
    expect(first.body).toMatchObject({ status: 'vote_recorded', decision: 'pending' });
    await expect(approve(ada, patchId, decision_id)).rejects.toEqual(refused('hitl.already_voted'));
    await expect(approve(review.tokenOf(ada), patchId, decision_id)).rejects.toEqual(refused('hitl.already_voted'));
    expect((await approve(bob, patchId, decision_id)).body).toMatchObject({ status: 'approved', effect: 'held' });
  });

  it('is not approved without evidence that suffices, and rejected only with a reason', async () => {
    for (const verdict of ['inconclusive', 'breaks', 'not_fixed', 'introduces'] as const) {
      const patchId = await review.patch({ verdict });
      const { decision_id } = await decisionOf(patchId);
      await expect(approve(ada, patchId, decision_id, { untested: true })).rejects.toEqual(refused('hitl.not_allowed'));
    }
    const untested = await review.patch({ verdict: 'fixed_untested' });
    const { decision_id } = await decisionOf(untested);
    await expect(approve(ada, untested, decision_id)).rejects.toEqual(refused('hitl.not_allowed'));
    const reject = (reason?: string) =>
      review.call(rejectPatch, ada, { params: { patch_id: untested }, body: { decision_id, reason } });
    await expect(reject()).rejects.toEqual(refused('hitl.reason_required'));
    await expect(reject('  ')).rejects.toEqual(refused('hitl.reason_required'));
    expect((await approve(ada, untested, decision_id, { untested: true })).body.status).toBe('approved');
  });

  it('checks what the client says: whom, which patch, which content', async () => {
    const [patchId, other] = [await review.patch(), await review.patch()];
    const { decision_id } = await decisionOf(patchId);
    await expect(approve(ada, other, decision_id)).rejects.toEqual(refused('hitl.id_mismatch'));
    await expect(approve(ada, patchId, decision_id, { user: 'bob' })).rejects.toEqual(refused('hitl.user_mismatch'));
    await expect(approve(ada, patchId, decision_id, { subject_digest: 'f'.repeat(64) })).rejects.toEqual(
      refused('hitl.digest_changed'),
    );
    const nobody: Principal = { kind: 'token', tokenId: 'tok_1', name: 'svc', scopes: ['review'], address: '::1' };
    await expect(approve(nobody, patchId, decision_id)).rejects.toEqual(refused('hitl.not_allowed'));
    expect((await approve(ada, patchId, decision_id, { user: 'ADA@example.test' })).body.status).toBe('approved');
  });

  it('that was escalated is for those who may decide it', async () => {
    const patchId = await review.patch();
    const { decision_id } = await decisionOf(patchId);
    const escalated = await review.call<{ record: DecisionRecord }>(escalatePatch, ada, {
      params: { patch_id: patchId },
      body: { decision_id, reason: 'not my area' },
    });
    expect(escalated.body.record).toMatchObject({ decision: 'escalated', requires_escalation: true });
    await expect(approve(bob, patchId, decision_id)).rejects.toEqual(refused('hitl.not_allowed'));
    if (bob.kind === 'user') await review.policy({ escalation_reviewers: [bob.userId] });
    expect((await approve(bob, patchId, decision_id)).body.status).toBe('approved');
    const again = (await review.call<{ record: DecisionRecord }>(undoDecision, cat, { params: { decision_id } })).body;
    expect(again.record).toMatchObject({ decision: 'escalated', votes: [] });
    expect((await approve(cat, patchId, decision_id)).body.status).toBe('approved');
  });

  it('shows in its detail what the rules say to the one who asks', async () => {
    const author = ada.kind === 'user' ? ada.userId : '';
    const patchId = await review.patch({ author });
    const { decision_id } = await decisionOf(patchId);
    const detail = (who: Principal) =>
      review.call<{ policy: { you: { allowed: boolean } }; history: object[]; patch: object }>(getDecision, who, {
        params: { decision_id },
      });
    expect((await detail(ada)).body).toMatchObject({ policy: { you: { allowed: false } }, patch: { id: patchId } });
    expect((await detail(bob)).body).toMatchObject({
      policy: { you: { allowed: true } },
      history: [{ to: 'pending' }],
    });
  });
});

describe('in bulk', () => {
  it('each is decided for itself, critical ones stay out, a dry run changes nothing, and one undo takes all back', async () => {
    const ids = [await review.patch(), await review.patch(), await review.patch({ priority: 3 }), await review.patch()];
    const records = await Promise.all(ids.map(decisionOf));
    const items = records.map(({ decision_id, version, subject_digest }, at) => ({
      decision_id,
      version: at === 3 ? version + 5 : version,
      subject_digest,
    }));
    const bulk = (dry_run: boolean) =>
      review.call<{ bulk_id: string; results: { status: string; error?: { code: string } }[] }>(bulkDecide, ada, {
        body: { action: 'approve', items, dry_run },
      });
    const dry = (await bulk(true)).body;
    expect(dry.results.map(({ status }) => status)).toEqual(['would_apply', 'would_apply', 'refused', 'refused']);
    expect(await Promise.all(ids.map(statusOf))).toEqual(Array(4).fill('pending_review'));
    const done = (await bulk(false)).body;
    expect(done.results.map(({ status, error }) => error?.code ?? status)).toEqual([
      'approved',
      'approved',
      'hitl.not_allowed',
      'hitl.version_conflict',
    ]);
    const undone = await review.call<{ results: { status: string }[] }>(undoBulk, ada, {
      params: { bulk_id: done.bulk_id },
    });
    expect(undone.body.results.map(({ status }) => status)).toEqual(['undone', 'undone']);
    expect(await Promise.all(ids.map(statusOf))).toEqual(Array(4).fill('pending_review'));
  });
});

describe('the queue', () => {
  it('lists the most urgent first, page by page, each once', async () => {
    const critical = await review.patch({ priority: 3 });
    const seen: PendingPatch[] = [];
    let cursor: string | undefined;
    let total = 0;
    do {
      const { body } = await review.call<{ items: PendingPatch[]; next_cursor: string | null; total: number }>(
        listPendingPatches,
        bob,
        { query: { limit: '3', ...(cursor !== undefined && { cursor }) } },
      );
      seen.push(...body.items);
      cursor = body.next_cursor ?? undefined;
      total = body.total;
    } while (cursor !== undefined);
    expect(new Set(seen.map(({ decision_id }) => decision_id)).size).toBe(total);
    const ranks = seen.map(({ priority }) => ['critical', 'high', 'medium', 'low'].indexOf(priority));
    expect(ranks).toEqual([...ranks].sort());
    expect(seen.filter(({ priority }) => priority === 'critical').map(({ patch_id }) => patch_id)).toContain(critical);
    for (const query of [
      { q: 'CVE-2026-1' },
      { sla: 'ok' },
      { project: 'shop' },
      { sort: 'sla' },
      { assignee: 'none' },
    ])
      expect((await review.call<{ total: number }>(listPendingPatches, bob, { query })).body.total).toBeGreaterThan(0);
    expect(
      (await review.call<{ total: number }>(listPendingPatches, bob, { query: { project: 'nope' } })).body.total,
    ).toBe(0);
  });
});

describe('a vote by decision id', () => {
  it('counts as one by patch', async () => {
    const patchId = await review.patch();
    const { decision_id } = await decisionOf(patchId);
    const { body } = await review.call<{ status: string }>(voteOnDecision, bob, {
      params: { decision_id },
      body: { vote: 'reject', reason: 'too wide' },
    });
    expect(body.status).toBe('rejected');
    expect(await statusOf(patchId)).toBe('rejected');
  });
});
