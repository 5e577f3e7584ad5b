import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFolder } from '@maximus/inventory';
import { newUuid, systemClock, unwrap } from '@maximus/kernel';
import { defaultPolicy, type PlannedRemedy, planRemedies } from '@maximus/remediation';
import { findingsIn, matcherOfFlaws, memoryRegistry, type NpmUniverse, npmProject } from '@maximus/remediation/testing';
import { type FindingToRemedy, patchQuery } from '@maximus/storage';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { jobNames, queueOf } from '../jobs.ts';
import type { Target } from '../planning/jobs-of-project.ts';
import type { OpenProject } from '../proving/project-place.ts';
import { type Fixture, openFixture } from '../testing/fixture.ts';
import { remedyLock } from './remedy-lock.ts';

const address = 'https://registry.example.test/';
const lockFile = 'package-lock.json';
const universe: NpmUniverse = {
  ...{ 'bad@1.0.0': {}, 'bad@1.0.1': {} },
  ...{ 'far@1.0.0': {}, 'far@1.0.1': {} },
  'old@1.0.0': {},
};
const matcher = matcherOfFlaws([
  { id: 'T-1', name: 'bad', fixed: '1.0.1' },
  { id: 'T-2', name: 'far', fixed: '1.0.1' },
  { id: 'T-3', name: 'old' },
]);
let eureka: Fixture;
beforeAll(async () => {
  eureka = await openFixture();
});
afterAll(() => eureka.close());

/** A project that asks for some packages, its findings, and a planner that notes how often it is asked. */
async function opened(...names: readonly string[]) {
  const dependencies = Object.fromEntries(names.map((name) => [name, '^1.0.0']));
  const texts = await npmProject({
    manifests: { '': { name: 'app', version: '1.0.0', dependencies } },
    ...{ universe, address, locked: Object.fromEntries(names.map((name) => [name, ['1.0.0']])) },
  });
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(eureka.folder, name), text);
  const row = await eureka.project();
  const project = {
    place: {
      ...{ projectKey: row.key, projectId: row.id, slug: row.slug },
      ...{ snapshotId: null, baseCommit: '', baseRef: null },
    },
    tree: { folder: eureka.folder, prefix: '' },
    files: unwrap(await openFolder(eureka.folder)),
    live: { matcher, index: matcher.index } as unknown as OpenProject['live'],
    correlationId: 'chain',
    signal: eureka.context.signal,
    progress: () => undefined,
  } satisfies OpenProject;
  const targets = findingsIn(texts[lockFile] ?? '', matcher).map((remedy): Target => {
    const finding = {
      ...{ id: newUuid(systemClock), apvId: newUuid(systemClock), primaryId: remedy.primary_id, purl: remedy.purl },
      ...{ lockedVersion: '1.0.0', cveId: null, severity: 'high', priority: 2, urgency: 1_500, dueAt: 'infinity' },
    };
    return { remedy, finding: finding as unknown as FindingToRemedy };
  });
  let asked = 0;
  const plan = async (wanted: readonly Target[], refused: ReadonlySet<string>): Promise<readonly PlannedRemedy[]> => {
    asked += 1;
    const findings = wanted.map(({ remedy }) => remedy);
    const registry = memoryRegistry(universe, address);
    const rest = { matcher, registry, policy: defaultPolicy, clock: eureka.parts.clock, budgetMs: 60_000, refused };
    return unwrap(await planRemedies({ project: project.files, lockFile, findings, ...rest }));
  };
  return {
    project,
    run: () => remedyLock(eureka.parts, project, { lockFile, targets }, plan),
    patches: async () => {
      const rows = await patchQuery(eureka.db.database, { projectKey: row.key }).execute();
      return rows.map(({ package: name, status, rung, diff_digest }) => ({ name, status, rung, diff_digest }));
    },
    asked: () => asked,
  };
}

const task = (name: string) => ({
  name: `pkg:npm/${name}`,
  status: 'pending_review',
  rung: 'manual-review',
  diff_digest: null,
});

it('a plan that nothing here can write goes to people in words, and no other candidate is tried', async () => {
  const { run, patches, asked } = await opened('bad');
  expect(await run()).toBe(true);
  expect(await patches()).toEqual([task('bad')]);
  expect(asked()).toBe(1);
});

it('what no rung reaches is a task with what each of them says, beside what can be remedied', async () => {
  const { run, patches } = await opened('bad', 'old');
  expect(await run()).toBe(true);
  expect((await patches()).sort((a, b) => a.name.localeCompare(b.name))).toEqual([task('bad'), task('old')]);
});

it('the same again makes nothing twice', async () => {
  const { run, patches } = await opened('bad', 'old');
  await run();
  await run();
  expect(await patches()).toHaveLength(2);
});

it('stops between two changes where a delivery of the project waits, and has brought it on by one', async () => {
  const { run, patches, project } = await opened('bad', 'far');
  await eureka.parts.jobs.enqueue(jobNames.deliver, {}, { queue: queueOf(project.place.projectId) });
  expect(await run()).toBe(false);
  expect(await patches()).toHaveLength(1);
});
