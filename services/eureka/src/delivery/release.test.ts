import type { EventEnvelope, PatchStatus } from '@maximus/contracts';
import { formatId } from '@maximus/kernel';
import { type PatchRow, patches } from '@maximus/storage';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { jobNames } from '../jobs.ts';
import { type Fixture, openFixture } from '../testing/fixture.ts';
import { digestOf, release } from './release.ts';

const approved: readonly PatchStatus[] = ['generated', 'validating', 'validated', 'pending_review', 'approved'];
let eureka: Fixture;
beforeAll(async () => {
  eureka = await openFixture();
});
afterAll(() => eureka.close());
beforeEach(async () => {
  await eureka.takeJobs();
});

/** A decision about a patch takes effect; answers what became of the patch, and the jobs that wait then. */
async function released(patch: PatchRow, change: { readonly decision?: string; readonly digest?: string } = {}) {
  const decision = {
    decision_id: 'dec_1',
    subject: { kind: 'patch', id: formatId('pch', patch.id) },
    subject_digest: change.digest ?? digestOf(patch),
    decision: change.decision ?? 'approved',
  };
  const event = { correlationId: 'chain', data: { decision } } as unknown as EventEnvelope;
  await eureka.db.database.transaction((tx) => release(eureka.parts, tx, event));
  return { patch: await eureka.find(patch), jobs: await eureka.takeJobs() };
}

const patch = async (way: readonly PatchStatus[], set: object = { diff_digest: 'd'.repeat(64) }) => {
  const row = await eureka.patch(await eureka.project(), way);
  await eureka.db.database.transaction((tx) => patches.note(tx, row.id, set, eureka.now.ms));
  return eureka.find(row);
};

it.each(['approved', 'auto_approved'])('what was %s is delivered', async (decision) => {
  const { patch: after, jobs } = await released(await patch(approved), { decision });
  expect(after).toMatchObject({ status: 'delivering', decision_id: 'dec_1' });
  expect(jobs).toMatchObject([{ name: jobNames.deliver, inMs: 0 }]);
});

it('what is no longer what was decided about is not', async () => {
  const { patch: after, jobs } = await released(await patch(approved), { digest: 'f'.repeat(64) });
  expect(after).toMatchObject({ status: 'superseded', status_reason: 'it is no longer what was decided about' });
  expect(jobs).toEqual([]);
});

it('a task without a diff is done once it is handed out', async () => {
  const { patch: after, jobs } = await released(await patch(['pending_review', 'approved'], {}));
  expect(after).toMatchObject({ status: 'verified', status_reason: 'what was decided is on record' });
  expect(jobs).toEqual([]);
});

it('a rejection, and a patch that was taken back meanwhile, give nothing to do', async () => {
  const rejected = await released(await patch([...approved.slice(0, -1), 'rejected']), { decision: 'rejected' });
  expect(rejected).toMatchObject({ patch: { status: 'rejected' }, jobs: [] });
  const undone = await released(await patch(approved.slice(0, -1)));
  expect(undone).toMatchObject({ patch: { status: 'pending_review' }, jobs: [] });
});
