import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PatchStatus } from '@maximus/contracts';
import { openFolder } from '@maximus/inventory';
import { newUuid, systemClock, unwrap } from '@maximus/kernel';
import { bindMetrics, silentLogger } from '@maximus/observability';
import { type PlannedRetirement, planRetirements } from '@maximus/remediation';
import { matcherOfFlaws, memoryRegistry, type NpmUniverse, npmProject, today } from '@maximus/remediation/testing';
import { createJobs, insertProject, type Jobs, type PatchRow, patches } from '@maximus/storage';
import { openTestDatabase, sql, type TestDatabase } from '@maximus/storage/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { EurekaConfig } from '../config.ts';
import { jobNames, queueOf } from '../jobs.ts';
import { eurekaMetrics } from '../metrics.ts';
import type { Machine, Parts } from '../parts.ts';
import { newPatch, newRetirement } from '../patches/describe.ts';
import { policyOf } from '../planning/policy.ts';
import type { OpenProject } from '../proving/project-place.ts';
import { createTurns } from '../proving/turns.ts';
import { retirementGroup } from './make-retirement.ts';
import { retireOverrides } from './retire-overrides.ts';

const caughtUp: NpmUniverse = {
  'bad@1.0.0': {},
  'bad@1.0.1': {},
  'top@1.1.0': { dependencies: { bad: '^1.0.1' } },
};
const behind: NpmUniverse = { ...caughtUp, 'top@1.1.0': { dependencies: { bad: '1.0.0' } } };
const lockFile = 'package-lock.json';
const dayMs = 24 * 3_600_000;
const matcher = matcherOfFlaws([{ id: 'T-1', name: 'bad', fixed: '1.0.1' }]);

let db: TestDatabase;
let jobs: Jobs;
let folder = '';
let nowMs = today;
const clock = { now: () => nowMs };
/** Overrides that were tried to be taken out: nothing here can shut a package manager in, so that none becomes a patch. */
let tried: string[] = [];

beforeAll(async () => {
  db = await openTestDatabase({ clock });
  jobs = await createJobs({ database: db.database, logger: silentLogger, concurrency: 1 });
  folder = mkdtempSync(join(tmpdir(), 'maximus-overrides-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await db.close();
});
beforeEach(() => {
  tried = [];
  nowMs = today;
});

/** A project with one override of `bad`, whose parents have caught up or not. */
async function opened(universe: NpmUniverse, overrides: object = { bad: '1.0.1' }, settings: object = {}) {
  const manifests = { '': { name: 'app', version: '1.0.0', dependencies: { top: '^1.0.0' }, overrides } };
  const texts = await npmProject({ manifests, universe, locked: { bad: ['1.0.1'] } });
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
  const id = newUuid(systemClock);
  const source = { kind: 'path', location: folder } as const;
  const { key } = await db.database.transaction((tx) =>
    insertProject(tx, { id, slug: id, name: 'App', source }, nowMs),
  );
  await sql`with file as (insert into project_file (project_key, path, format)
      values (${key}, ${lockFile}, 'npm-package-lock') returning key)
    insert into occurrence (component_key, project_key, file_key, scope, direct) select 1, ${key}, key, 0, false from file
  `.execute(db.database.kysely);
  const registry = memoryRegistry(universe);
  const toolchainOf = async () => ({
    tools: new Map(),
    access: { defaultRegistry: 'https://registry.example.test/', credentials: new Map() },
    openSource: async () => registry,
  });
  const parts = {
    ...{ database: db.database, jobs, clock, turns: createTurns(1), metrics: bindMetrics(eurekaMetrics) },
    config: EurekaConfig.parse(settings),
    machine: { support: { missing: ['bubblewrap'] }, sandbox: undefined, toolchainOf } as unknown as Machine,
    log: { ...silentLogger, info: ({ rule }: { rule: string }) => void tried.push(rule) },
  } as unknown as Parts;
  const project = {
    place: { projectKey: key, projectId: id, slug: id, snapshotId: null, baseCommit: 'a'.repeat(40), baseRef: 'main' },
    tree: { folder, prefix: '' },
    files: unwrap(await openFolder(folder)),
    live: { matcher } as unknown as OpenProject['live'],
    correlationId: 'chain',
    signal: new AbortController().signal,
    progress: () => undefined,
  } satisfies OpenProject;
  const input = { project: project.files, lockFile, matcher, registry, policy: policyOf(parts.config), clock };
  const [retirement] = unwrap(await planRetirements({ ...input, budgetMs: 60_000 }));
  if (retirement === undefined) throw new RangeError('there is an override');
  const ask = () => retireOverrides(parts, project, new Map());
  return { parts, project, retirement, ask };
}

type Opened = Awaited<ReturnType<typeof opened>>;
const start = { actor: 'eureka', reason: 'test', correlationId: 'chain' } as const;
const emptyPlan: Parameters<typeof newRetirement>[2] = {
  rung: 'override',
  lock_file: lockFile,
  package_manager: 'npm',
  edits: [],
  package_changes: [],
  attempts: [],
};

/** A retirement of the project that has come as far as this. */
async function retired(
  { project }: Opened,
  question: Pick<PlannedRetirement, 'question'>,
  way: readonly PatchStatus[],
  verdict?: string,
): Promise<() => Promise<PatchRow | undefined>> {
  const subject = { groupKey: retirementGroup(question), package: 'pkg:npm/bad', from: null, to: null };
  const patch = newRetirement({ clock }, project.place, emptyPlan, subject);
  await db.database.transaction(async (tx) => {
    unwrap(await patches.plan(tx, patch, { ...start, atMs: nowMs }));
    for (const to of way) unwrap(await patches.transition(tx, patch.id, { ...start, to, atMs: nowMs }));
    if (verdict !== undefined) await patches.note(tx, patch.id, { verdict }, nowMs);
  });
  return () => patches.find(db.database, patch.id);
}
const toPeople: readonly PatchStatus[] = ['generated', 'validating', 'validated', 'pending_review'];

it('tries to take out what nobody needs, and what cannot be proven here becomes no patch', async () => {
  const { ask } = await opened(caughtUp);
  await ask();
  expect(tried).toEqual(['overrides.bad = 1.0.1']);
  const { rows } = await sql`select from patch`.execute(db.database.kysely);
  expect(rows).toEqual([]);
});

it.each([
  ['needed', behind, {}],
  ['to be left alone by the settings', caughtUp, { remedy: { retire_overrides: false } }],
])('lets an override stand that is %s', async (_name, universe, settings) => {
  const { ask } = await opened(universe, { bad: '1.0.1' }, settings);
  await ask();
  expect(tried).toEqual([]);
});

it.each([
  ['rejected', [...toPeople, 'rejected']],
  ['cancelled', ['cancelled']],
  ['taken out, and put back by hand', [...toPeople, 'approved', 'delivering', 'verified']],
] as const)('does not ask again what was %s, until the override or its parents change', async (_name, way) => {
  const before = await opened(caughtUp);
  await retired(before, before.retirement, way);
  nowMs += 30 * dayMs;
  await before.ask();
  expect(tried).toEqual([]);
  const after = await opened(caughtUp, { bad: '>=1.0.1' });
  await retired(after, before.retirement, way);
  await after.ask();
  expect(tried).toEqual(['overrides.bad = >=1.0.1']);
});

it.each([
  ['breaks', []],
  ['inconclusive', ['overrides.bad = 1.0.1']],
])('after the verdict %s a day later tries %j', async (verdict, expected) => {
  const it = await opened(caughtUp);
  await retired(it, it.retirement, ['generated', 'validating', 'failed'], verdict);
  await it.ask();
  expect(tried).toEqual([]);
  nowMs += dayMs;
  await it.ask();
  expect(tried).toEqual(expected);
});

it('has one open at a time for a lock file, and leaves it to those who look at it', async () => {
  const it = await opened(caughtUp);
  const patch = await retired(it, it.retirement, toPeople);
  await it.ask();
  expect((await patch())?.status).toBe('pending_review');
  expect(tried).toEqual([]);
});

it('withdraws what is needed again, and what speaks of another override', async () => {
  const needed = await opened(behind);
  const back = await retired(needed, needed.retirement, toPeople);
  await needed.ask();
  expect(await back()).toMatchObject({ status: 'superseded', status_reason: expect.stringContaining('needed again') });
  const changed = await opened(caughtUp);
  const other = await retired(changed, { question: 'e'.repeat(64) }, toPeople);
  await changed.ask();
  expect(await other()).toMatchObject({ status: 'superseded', status_reason: expect.stringContaining('another now') });
  // What took its place is asked about at once.
  expect(tried).toEqual(['overrides.bad = 1.0.1']);
});

it('stands back for a remedy of the same files, and comes after it', async () => {
  const it = await opened(caughtUp);
  const patch = await retired(it, it.retirement, toPeople);
  const remedy = newPatch({ clock }, it.project.place, { ...emptyPlan, rung: 'lock-bump' }, [], null);
  const step = (to: PatchStatus, set = {}) =>
    db.database.transaction(async (tx) =>
      unwrap(await patches.transition(tx, remedy.id, { ...start, to, atMs: nowMs, set })),
    );
  await db.database.transaction((tx) => patches.plan(tx, remedy, { ...start, atMs: nowMs }));
  await step('generated', { diff_digest: 'd'.repeat(64) });
  await it.ask();
  expect(await patch()).toMatchObject({ status: 'superseded', status_reason: expect.stringContaining('goes first') });
  expect(tried).toEqual([]);
  await step('superseded');
  await it.ask();
  expect(tried).toEqual(['overrides.bad = 1.0.1']);
});

it('lets a delivery go first, and asks for another look', async () => {
  const { ask, project } = await opened(caughtUp);
  const { projectId } = project.place;
  await jobs.enqueue(jobNames.deliver, {}, { queue: queueOf(projectId) });
  await ask();
  expect(tried).toEqual([]);
  expect(await jobs.isWaiting(queueOf(projectId), [jobNames.project])).toBe(true);
});
