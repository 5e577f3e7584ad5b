import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PatchStatus } from '@maximus/contracts';
import { formatId } from '@maximus/kernel';
import { evidences } from '@maximus/storage';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { errors } from '../errors.ts';
import { jobNames } from '../jobs.ts';
import { type Fixture, openFixture } from '../testing/fixture.ts';
import { recheckPatch } from './recheck.ts';

const merged: readonly PatchStatus[] = [
  'generated',
  'validating',
  'validated',
  'pending_review',
  'approved',
  'delivering',
  'delivered',
  'merged',
];
const minute = 60_000;
let eureka: Fixture;
beforeAll(async () => {
  eureka = await openFixture();
});
afterAll(() => eureka.close());
beforeEach(() => {
  eureka.estate.tree = errors.no_files('the folder of the project is gone');
});

const look = (patch: { readonly id: string }, attempt: number, round: 'after-merge' | 'day-after' = 'after-merge') =>
  recheckPatch(eureka.parts, { patch_id: patch.id, correlation_id: 'chain', round, attempt }, eureka.context);

it('what cannot be checked is looked at again, later each time, and at last people are told', async () => {
  const patch = await eureka.patch(await eureka.project(), merged);
  const waits: (number | undefined)[] = [];
  for (const attempt of [1, 2, 3, 4, 5]) {
    await look(patch, attempt);
    const [job] = await eureka.takeJobs();
    waits.push(job?.inMs);
  }
  expect(waits).toEqual([5 * minute, 60 * minute, 6 * 60 * minute, 24 * 60 * minute, undefined]);
  const after = await eureka.find(patch);
  expect(after.status).toBe('merged');
  expect(after.status_reason).toContain('could not be checked yet: the folder of the project is gone');
  expect(await alerts(patch.id)).toEqual(['could_not_verify']);
  expect(eureka.estate.moved).toEqual([]);
});

it('without an index nothing is said of the default branch', async () => {
  const patch = await eureka.patch(await eureka.project(), merged);
  const { matcher } = eureka.estate;
  eureka.estate.matcher = undefined;
  await look(patch, 1);
  eureka.estate.matcher = matcher;
  expect((await eureka.find(patch)).status_reason).toContain('there is no advisory index');
  expect(await eureka.takeJobs()).toMatchObject([{ name: jobNames.recheck, inMs: 5 * minute }]);
});

const lockFile = () => join(eureka.folder, 'package-lock.json');
const alerts = async (id: string) =>
  (await eureka.events('system.status_changed')).flatMap(({ data }) =>
    data['patch_id'] === formatId('pch', id) ? [data['kind']] : [],
  );

it('a run of the arena that comes to nothing is no answer', async () => {
  eureka.estate.tree = { folder: eureka.folder, prefix: '' };
  writeFileSync(lockFile(), '{}');
  const patch = await eureka.patch(await eureka.project(), merged);
  await look(patch, 1);
  expect((await eureka.find(patch)).status).toBe('merged');
  expect(await eureka.takeJobs()).toMatchObject([{ inMs: 5 * minute }]);
});

it('a default branch that does not hold together fails the verification: findings are open again, people are told', async () => {
  eureka.estate.tree = { folder: eureka.folder, prefix: '' };
  rmSync(lockFile(), { force: true });
  const patch = await eureka.patch(await eureka.project(), merged);
  eureka.estate.moved.length = 0;
  await look(patch, 1);
  expect((await eureka.find(patch)).status).toBe('verification_failed');
  expect(eureka.estate.moved).toMatchObject([{ id: patch.finding_ids[0], to: 'confirmed' }]);
  expect(await alerts(patch.id)).toEqual(['verification_failed']);
  expect(eureka.estate.scans).toContain(patch.project_slug);
  expect(await eureka.takeJobs()).toEqual([]);
});

it('what was verified and is wrong a day later is a regression, which people hear of, and stays on record as it was', async () => {
  eureka.estate.tree = { folder: eureka.folder, prefix: '' };
  rmSync(lockFile(), { force: true });
  const patch = await eureka.patch(await eureka.project(), [...merged, 'verified']);
  await look(patch, 1, 'day-after');
  expect((await eureka.find(patch)).status).toBe('verified');
  expect(await alerts(patch.id)).toEqual(['regression']);
  expect(eureka.estate.scans).toContain(patch.project_slug);
  expect(await evidences.ofPatch(eureka.db.database, patch.id)).toMatchObject([{ purpose: 'reverify' }]);
});

it('the look of a day later is for what was verified, the first for what was merged; others are left alone', async () => {
  const project = await eureka.project();
  const delivered = await eureka.patch(project, merged.slice(0, -1));
  const fresh = await eureka.patch(project, merged);
  const verified = await eureka.patch(project, [...merged, 'verified']);
  await look(delivered, 1);
  await look(fresh, 1, 'day-after');
  await look(verified, 1);
  expect(await eureka.takeJobs()).toEqual([]);
  await look(verified, 1, 'day-after');
  expect(await eureka.takeJobs()).toMatchObject([{ key: `eureka/recheck/${verified.id}/day-after`, inMs: 5 * minute }]);
  expect((await eureka.find(verified)).status).toBe('verified');
});
