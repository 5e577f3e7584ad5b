import {
  approvePatch,
  assignDecision,
  bulkDecide,
  type DecisionRecord,
  escalatePatch,
  getPatchDecision,
  rejectPatch,
  snoozeDecision,
  undoDecision,
  voteOnDecision,
} from '@maximus/contracts';
import type { Principal } from '@maximus/http';
import { isAppError } from '@maximus/kernel';
import { decisions, patches } from '@maximus/storage';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { digestOf } from '../subject/patch-subject.ts';
import { type Fixture, openFixture } from '../testing/fixture.ts';

let review: Fixture;
let people: Extract<Principal, { kind: 'user' }>[];

beforeAll(async () => {
  review = await openFixture();
  people = await Promise.all([review.person('ada'), review.person('bob'), review.person('cat', ['reviewer', 'admin'])]);
  await review.policy({});
}, 120_000);
afterAll(() => review.close());

const decisionOf = async (patchId: string) =>
  (await review.call<DecisionRecord>(getPatchDecision, personAt(0), { params: { patch_id: patchId } })).body;
const personAt = (at: number) => {
  const person = people[at % people.length];
  if (person === undefined) throw new Error('nobody');
  return person;
};

/** Does something that may be refused; anything but a refusal of ours is a fault. */
async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (isAppError(error) && error.http < 500) return false;
    throw error;
  }
}

/** Every way by which a vote can come. */
const ways = {
  web: (who: Principal, patchId: string, { decision_id }: DecisionRecord) =>
    review.call(approvePatch, who, { params: { patch_id: patchId }, body: { decision_id } }),
  api: (who: Principal, patchId: string, { decision_id }: DecisionRecord) =>
    review.call(approvePatch, review.tokenOf(who), {
      params: { patch_id: patchId },
      body: { decision_id, via: 'cli', undo_window_seconds: 30 },
    }),
  byId: (who: Principal, _: string, { decision_id }: DecisionRecord) =>
    review.call(voteOnDecision, who, { params: { decision_id }, body: { vote: 'approve' } }),
  bulk: async (who: Principal, _: string, { decision_id, version, subject_digest }: DecisionRecord) => {
    const { body } = await review.call<{ results: { status: string }[] }>(bulkDecide, who, {
      body: { action: 'approve', items: [{ decision_id, version, subject_digest }] },
    });
    return body;
  },
  breakGlass: (who: Principal, patchId: string, { decision_id }: DecisionRecord) =>
    review.call(approvePatch, who, { params: { patch_id: patchId }, body: { decision_id, break_glass: 'now' } }),
  reject: (who: Principal, patchId: string, { decision_id }: DecisionRecord) =>
    review.call(rejectPatch, who, { params: { patch_id: patchId }, body: { decision_id, reason: 'no' } }),
};
const wayNames = Object.keys(ways) as (keyof typeof ways)[];

it('nobody decides about their own work, by any way, whatever else they are', async () => {
  await review.policy({ break_glass: true });
  for (const [at, way] of wayNames.entries()) {
    // In turn somebody who reviews only, and an admin.
    const author = personAt(at % 2 === 0 ? 0 : 2);
    const patchId = await review.patch({ author: author.userId, priority: at % 3 === 0 ? 2 : 1 });
    const record = await decisionOf(patchId);
    await attempt(() => ways[way](author, patchId, record));
    const after = await decisionOf(patchId);
    expect(after, `${way} of ${author.name}`).toMatchObject({
      decision: 'pending',
      votes: [],
      version: record.version,
    });
  }
  // An author whom nobody knows could be anyone.
  for (const author of ['someone@example.test', 'eureka', '']) {
    const patchId = await review.patch({ author });
    const record = await decisionOf(patchId);
    expect(await attempt(() => ways.web(personAt(0), patchId, record)), author).toBe(false);
  }
  await review.policy({});
});

it('no approval survives a change of patch, evidence or base commit', async () => {
  const change = fc.constantFrom('digest', 'evidence', 'base_commit');
  const when = fc.constantFrom('before the vote', 'while held', 'between two votes');
  await fc.assert(
    fc.asyncProperty(change, when, async (what, moment) => {
      const patchId = await review.patch({ priority: moment === 'between two votes' ? 3 : 2 });
      const first = await decisionOf(patchId);
      const alter = async () => {
        if (what === 'evidence') return await review.newEvidence(patchId, { confidence: 0.91 });
        const set = what === 'digest' ? { digest: 'e'.repeat(64) } : { base_commit: 'b'.repeat(40) };
        const row = await patches.find(review.test.database, patchId);
        await review.test.database.kysely
          .updateTable('patch')
          .set(set)
          .where('id', '=', row?.id ?? '')
          .execute();
      };
      if (moment !== 'before the vote') await ways.web(personAt(0), patchId, first);
      await alter();
      if (moment === 'while held') {
        review.clock.advance(11_000);
        await review.tick(first.decision_id);
      } else expect(await attempt(() => ways.web(personAt(1), patchId, first))).toBe(false);
      const old = await decisions.find(review.test.database, first.decision_id);
      expect(old).toMatchObject({ status: 'cancelled', effect: 'none', reason: 'content_changed' });
      const next = await decisionOf(patchId);
      const row = await patches.find(review.test.database, patchId);
      expect(next.decision_id).not.toBe(first.decision_id);
      expect(next).toMatchObject({ decision: 'pending', votes: [], effect: 'none' });
      expect(next.subject_digest).toBe(row && digestOf(row));
      expect(row?.status).toBe('pending_review');
      const released = (await review.events('decision.released')).filter(({ data }) =>
        JSON.stringify(data).includes(first.decision_id),
      );
      expect(released).toEqual([]);
    }),
    { numRuns: 9 },
  );
});

it('an undo brings back exactly what was, whatever came before', async () => {
  await review.policy({ escalation_reviewers: people.map(({ userId }) => userId) });
  const step = fc.constantFrom('assign', 'snooze', 'escalate', 'vote', 'nothing');
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 4 }),
      fc.constantFrom(3, 2),
      fc.constantFrom<'web' | 'reject'>('web', 'reject'),
      async (steps, priority, last) => {
        const patchId = await review.patch({ priority });
        const admin = personAt(2);
        for (const name of steps) {
          review.clock.advance(1_000);
          const { decision_id } = await decisionOf(patchId);
          const params = { decision_id };
          if (name === 'assign')
            await attempt(() => review.call(assignDecision, admin, { params, body: { assignee: personAt(0).userId } }));
          if (name === 'snooze')
            await attempt(() => review.call(snoozeDecision, admin, { params, body: { condition: 'kev-added' } }));
          if (name === 'escalate')
            await attempt(() =>
              review.call(escalatePatch, admin, {
                params: { patch_id: patchId },
                body: { decision_id, reason: 'help' },
              }),
            );
          if (name === 'vote' && priority === 3)
            await attempt(async () => ways.web(personAt(0), patchId, await decisionOf(patchId)));
        }
        const { decision_id } = await decisionOf(patchId);
        const before = await decisions.find(review.test.database, decision_id);
        const seen = await decisionOf(patchId);
        // The admin has the last word, so that what is left to decide is decided.
        if (before?.required === 2 && before.votes.length === 0 && last === 'web')
          await attempt(() => ways.web(personAt(1), patchId, seen));
        const held = await decisions.find(review.test.database, decision_id);
        const reference = held?.effect === 'held' ? before : held;
        if (held?.effect !== 'held') await ways[last](admin, patchId, await decisionOf(patchId));
        expect((await decisions.find(review.test.database, decision_id))?.effect).toBe('held');
        await review.call(undoDecision, admin, { params: { decision_id } });
        const after = await decisions.find(review.test.database, decision_id);
        const unchanged = (row: typeof after) => ({ ...row, effect: 0, version: 0, updated_at: 0, undone_count: 0 });
        expect(unchanged(after)).toEqual(unchanged(reference));
        expect((await patches.find(review.test.database, patchId))?.status).toBe('pending_review');
        const history = await decisions.history(review.test.database, after?.id ?? '');
        expect(history.length).toBe(after?.version);
      },
    ),
    { numRuns: 8 },
  );
});
