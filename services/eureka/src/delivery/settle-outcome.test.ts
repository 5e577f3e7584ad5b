import type { PatchStatus } from '@maximus/contracts';
import type { DeliveryOutcome } from '@maximus/forge';
import { defineErrors, newUuid, systemClock } from '@maximus/kernel';
import { deliveries, type PatchRow } from '@maximus/storage';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { jobNames } from '../jobs.ts';
import { type Fixture, openFixture } from '../testing/fixture.ts';
import { settleFailure, settleOutcome } from './settle-outcome.ts';

const delivering: readonly PatchStatus[] = [
  'generated',
  'validating',
  'validated',
  'pending_review',
  'approved',
  'delivering',
];
const failures = defineErrors('forge', {
  unreachable: { http: 503, retryable: true, help: 'Wait.' },
  refused: { http: 403, retryable: false, help: 'Look at the token.' },
  conflict: { http: 409, retryable: false, help: 'Look at the files.' },
  base_unknown: { http: 409, retryable: false, help: 'Scan again.' },
});
const minute = 60_000;
let eureka: Fixture;
beforeAll(async () => {
  eureka = await openFixture();
});
afterAll(() => eureka.close());
beforeEach(async () => {
  await eureka.takeJobs();
  eureka.estate.moved.length = 0;
  eureka.estate.scans.length = 0;
});

async function begun(shape: Parameters<Fixture['patch']>[2] = {}, way = delivering) {
  const patch = await eureka.patch(await eureka.project(), way, shape);
  const wanted = { id: newUuid(systemClock), patchId: patch.id, projectKey: patch.project_key } as const;
  const delivery = await eureka.db.database.transaction((tx) =>
    deliveries.begin(tx, { ...wanted, forge: 'gitea', mode: 'pull_request' }, eureka.now.ms),
  );
  return { patch, delivery };
}

const deliveryOf = (patch: PatchRow) => deliveries.ofPatch(eureka.db.database, patch.id);
type Failure = 'unreachable' | 'refused' | 'conflict' | 'base_unknown';
const fails = async (error: Failure, attempt: number) => {
  const { patch, delivery } = await begun();
  await settleFailure(eureka.parts, patch, delivery, failures[error]('it said no'), {
    attempt,
    correlationId: 'chain',
  });
  return { patch: await eureka.find(patch), delivery: await deliveryOf(patch), jobs: await eureka.takeJobs() };
};
const settles = async (outcome: DeliveryOutcome, shape: Parameters<Fixture['patch']>[2] = {}) => {
  const { patch, delivery } = await begun(shape);
  await settleOutcome(eureka.parts, patch, delivery, outcome, 'chain');
  return { patch: await eureka.find(patch), delivery: await deliveryOf(patch), jobs: await eureka.takeJobs() };
};

it.each([
  [1, 1],
  [2, 5],
  [3, 15],
])('try %i at a forge that does not answer is followed by another after %i minutes', async (attempt, minutes) => {
  const { patch, delivery, jobs } = await fails('unreachable', attempt);
  expect(patch.status).toBe('delivering');
  expect(delivery).toMatchObject({ state: 'queued', attempts: 1, last_error: 'it said no' });
  expect(jobs).toMatchObject([{ name: jobNames.deliver, inMs: minutes * minute }]);
});

it.each([
  ['the fourth try', 'unreachable', 4],
  ['a refusal', 'refused', 1],
] as const)(
  'after %s the delivery has failed, and the patch waits for somebody to look',
  async (_name, error, attempt) => {
    const { patch, delivery, jobs } = await fails(error, attempt);
    expect(patch.status).toBe('delivering');
    expect(delivery).toMatchObject({ state: 'failed', last_error: 'it said no' });
    expect(jobs).toEqual([]);
  },
);

it.each([
  ['conflict', 'failed'],
  ['base_unknown', 'superseded'],
] as const)('what can never be delivered (%s) is %s, and the project is planned anew', async (error, status) => {
  const { patch, delivery, jobs } = await fails(error, 1);
  expect(patch).toMatchObject({ status, status_reason: 'it said no' });
  expect(delivery?.state).toBe('failed');
  expect(jobs).toMatchObject([{ name: jobNames.project, inMs: 0 }]);
});

const sent = {
  branch: 'maximus/x',
  commit: 'c'.repeat(40),
  warnings: [],
  links: { branch: 'https://x.example.test/b' },
};

it('a base that moved ends the patch, and it is made again', async () => {
  const moved = { state: 'base_moved', from: 'a'.repeat(40), to: 'b'.repeat(40), touched: ['package.json'] };
  const { patch, delivery, jobs } = await settles(moved as unknown as DeliveryOutcome);
  expect(patch).toMatchObject({ status: 'superseded', status_reason: expect.stringContaining('bbbbbbbbbbbb') });
  expect(delivery?.state).toBe('closed');
  expect(jobs).toMatchObject([{ name: jobNames.project }]);
});

it('a pull request is noted with its number, and its first warning is told', async () => {
  const links = { ...sent.links, pullRequest: 'https://x.example.test/pulls/7' };
  const warnings = [{ code: 'labels', message: 'the labels are missing' }];
  const opened = { ...sent, state: 'pr_open', number: 7, created: true, links, warnings };
  const { patch, delivery, jobs } = await settles(opened as unknown as DeliveryOutcome);
  expect(patch).toMatchObject({
    ...{ status: 'delivered', status_reason: 'the labels are missing', pr_number: 7, branch_name: 'maximus/x' },
    pr_url: links.pullRequest,
  });
  expect(delivery).toMatchObject({ state: 'pr_open', links });
  expect(jobs).toEqual([]);
});

it('a patch file is kept to be taken', async () => {
  const file = {
    state: 'patch_file',
    patch: Buffer.from('diff'),
    sha256: 'e'.repeat(64),
    fileName: 'x.patch',
  } as const;
  const { patch, delivery } = await settles(file);
  expect(patch).toMatchObject({ status: 'delivered', status_reason: 'a patch file is ready to be taken' });
  expect(delivery).toMatchObject({ state: 'branch_pushed', links: { patch_file: file.sha256, file_name: 'x.patch' } });
});

it('a merge delivers the findings and has the default branch looked at', async () => {
  const outcome = { ...sent, state: 'merged', mergeCommit: 'f'.repeat(40), how: 'merge-commit', checkout: 'none' };
  const { patch, delivery, jobs } = await settles(outcome as unknown as DeliveryOutcome);
  expect(patch).toMatchObject({ status: 'merged', merge_commit: 'f'.repeat(40) });
  expect(delivery?.state).toBe('merged');
  expect(eureka.estate.moved.filter(({ to }) => to === 'delivered')).toHaveLength(1);
  expect(jobs).toMatchObject([{ key: `eureka/recheck/${patch.id}/after-merge`, inMs: 0 }]);
});

it('a merged revert rolls the patch before it back, and a scan says what came in again', async () => {
  const { patch: before } = await begun({}, [...delivering, 'delivered', 'merged', 'verified']);
  const outcome = { ...sent, state: 'merged', mergeCommit: 'f'.repeat(40), how: 'merge-commit', checkout: 'none' };
  const { patch, jobs } = await settles(outcome as unknown as DeliveryOutcome, {
    kind: 'revert',
    previousPatchId: before.id,
  });
  expect(patch.status).toBe('merged');
  expect(await eureka.find(before)).toMatchObject({
    status: 'rolled_back',
    status_reason: `${patch.code} took it back`,
  });
  expect(eureka.estate.scans).toEqual([patch.project_slug]);
  expect(jobs).toEqual([]);
});
