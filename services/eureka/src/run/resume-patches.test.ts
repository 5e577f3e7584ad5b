import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PatchStatus } from '@maximus/contracts';
import { openFolder } from '@maximus/inventory';
import { unwrap } from '@maximus/kernel';
import { type NewPatch, type ProjectRow, patches } from '@maximus/storage';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OpenProject } from '../proving/project-place.ts';
import { type Fixture, openFixture } from '../testing/fixture.ts';
import { resumePatches } from './resume-patches.ts';

const commit = 'a'.repeat(40);
const validating: readonly PatchStatus[] = ['generated', 'validating'];
const toPeople: readonly PatchStatus[] = [...validating, 'validated', 'pending_review'];
let eureka: Fixture;
let project: ProjectRow;
beforeAll(async () => {
  eureka = await openFixture();
  project = await eureka.project();
  writeFileSync(join(eureka.folder, 'package-lock.json'), '{}');
});
afterAll(() => eureka.close());

const patch = (way: readonly PatchStatus[], shape: Partial<NewPatch> = {}) =>
  eureka.patch(project, way, { baseCommit: commit, ...shape });
/** Takes a patch up as the next run does, and answers what became of it. */
async function resumed(row: Awaited<ReturnType<typeof patch>>, kind?: NewPatch['kind']) {
  const matcher = eureka.estate.matcher;
  await resumePatches(
    eureka.parts,
    {
      place: {
        ...{ projectKey: project.key, projectId: project.id, slug: project.slug },
        ...{ snapshotId: null, baseCommit: commit, baseRef: null },
      },
      tree: { folder: eureka.folder, prefix: '', commit },
      files: unwrap(await openFolder(eureka.folder)),
      live: { index: matcher?.index, matcher } as unknown as OpenProject['live'],
      correlationId: 'chain',
      signal: eureka.context.signal,
      progress: () => undefined,
    },
    kind,
  );
  return eureka.find(row);
}
const withEdit = (before: string): Partial<NewPatch> => ({
  content: {
    edits: [
      {
        ...{ file: 'package-lock.json', kind: 'lock', after_digest: 'f'.repeat(64) },
        before_digest: createHash('sha256').update(before).digest('hex'),
      },
    ],
    ...{ package_changes: [], files_modified: ['package-lock.json'], attempts: [] },
  },
});
const note = (id: string, set: object) =>
  eureka.db.database.transaction((tx) => patches.note(tx, id, set, eureka.now.ms));

it('what was only planned is planned anew', async () => {
  const after = await resumed(await patch([]));
  expect(after).toMatchObject({ status: 'superseded', status_reason: 'the run that planned it was cut short' });
});

it('what people look at ends when the project moves under it, and stays while it does not', async () => {
  const row = await patch(toPeople, withEdit('{}'));
  await note(row.id, { diff_digest: 'd'.repeat(64) });
  expect((await resumed(row)).status).toBe('pending_review');
  const moved = await patch(toPeople, { ...withEdit('{}'), baseCommit: 'b'.repeat(40) });
  await note(moved.id, { diff_digest: 'd'.repeat(64) });
  expect(await resumed(moved)).toMatchObject({
    status: 'superseded',
    status_reason: 'the project moved from bbbbbbbbbbbb to aaaaaaaaaaaa',
  });
  const edited = await patch(toPeople, withEdit('{ "other": true }'));
  await note(edited.id, { diff_digest: 'd'.repeat(64) });
  expect(await resumed(edited)).toMatchObject({
    status: 'superseded',
    status_reason: 'package-lock.json is another than the one that was planned on',
  });
  expect((await eureka.find(row)).status).toBe('pending_review');
});

it('a task without a diff stands on no base', async () => {
  const row = await patch(['pending_review'], { baseCommit: 'b'.repeat(40) });
  expect((await resumed(row)).status).toBe('pending_review');
});

it('a validation that was lost is made again, and after the third time given up', async () => {
  const lost = await patch(validating, withEdit('{}'));
  const again = await resumed(lost);
  // Nothing here can build the trees: the arena says so, and that ends it.
  expect(again).toMatchObject({ status: 'failed', requeues: 1, verdict: 'inconclusive' });
  const often = await patch(validating, withEdit('{}'));
  await note(often.id, { requeues: 2 });
  expect(await resumed(often)).toMatchObject({
    status: 'failed',
    status_reason: 'its validation was lost three times',
  });
  const before = await patch(['generated'], withEdit('{}'));
  await note(before.id, { requeues: 2 });
  expect((await resumed(before)).status).toBe('superseded');
});

it('of one kind takes up that alone', async () => {
  const remedy = await patch([]);
  const override = await patch([], { kind: 'retire_override', groupKey: 'ovr_1', findingIds: [] });
  expect((await resumed(override, 'retire_override')).status).toBe('superseded');
  expect((await eureka.find(remedy)).status).toBe('planned');
});
