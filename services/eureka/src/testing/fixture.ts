import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSigner, newSigningKey } from '@maximus/arena';
import type { EventEnvelope, PatchStatus } from '@maximus/contracts';
import { type AppError, fail, newUuid, ok, systemClock, unwrap } from '@maximus/kernel';
import { bindMetrics, silentLogger } from '@maximus/observability';
import { matcherOfFlaws, today } from '@maximus/remediation/testing';
import {
  createJobs,
  type FindingChange,
  insertProject,
  type JobContext,
  jobSchema,
  type NewPatch,
  type PatchRow,
  type ProjectRow,
  patches,
} from '@maximus/storage';
import { openTestDatabase, sql, type TestDatabase } from '@maximus/storage/testing';
import { EurekaConfig } from '../config.ts';
import { eurekaMetrics } from '../metrics.ts';
import type { Machine, Parts, ProjectTree } from '../parts.ts';
import { createTurns } from '../proving/turns.ts';

/** A job that waits. */
export interface WaitingJob {
  readonly name: string;
  readonly key: string | null;
  /** Milliseconds from now on the fixture's clock; 0 for at once. */
  readonly inMs: number;
}

/** Eureka's parts on a real database, beside an estate and a machine that are as a test says. */
export interface Fixture {
  readonly db: TestDatabase;
  readonly parts: Parts;
  /** Of the project's files; empty. */
  readonly folder: string;
  readonly now: { ms: number };
  /** What the estate is now: its files or why it has none, the index, and what was asked of it. */
  readonly estate: {
    tree: ProjectTree | AppError;
    matcher: ReturnType<typeof matcherOfFlaws> | undefined;
    readonly moved: FindingChange[];
    readonly scans: string[];
  };
  readonly context: JobContext;
  project(source?: { readonly kind: 'path'; readonly location: string }): Promise<ProjectRow>;
  /** A patch of a project that has come a way; answers it as it is now. */
  patch(project: ProjectRow, way: readonly PatchStatus[], shape?: Partial<NewPatch>): Promise<PatchRow>;
  find(patch: Pick<PatchRow, 'id'>): Promise<PatchRow>;
  events(type: string): Promise<readonly EventEnvelope[]>;
  /** Takes the jobs that wait out of the queue. */
  takeJobs(): Promise<readonly WaitingJob[]>;
  close(): Promise<void>;
}

/** Opens it; without a machine of its own nothing can be written and no tool is there. */
export async function openFixture(machine: Partial<Machine> = {}, settings: object = {}): Promise<Fixture> {
  const now = { ms: today };
  const clock = { now: () => now.ms };
  const db = await openTestDatabase({ clock });
  const { database } = db;
  const top = await mkdtemp(join(tmpdir(), 'maximus-eureka-'));
  const [scratch, folder] = [join(top, 'work'), join(top, 'project')];
  for (const each of [scratch, folder]) await mkdir(each);
  const jobs = await createJobs({ database, logger: silentLogger, concurrency: 1 });
  const estate: Fixture['estate'] = {
    tree: { folder, prefix: '' },
    matcher: matcherOfFlaws([]),
    moved: [],
    scans: [],
  };
  const parts = {
    ...{ database, jobs, clock, log: silentLogger, turns: createTurns(1), verifications: createTurns(1) },
    metrics: bindMetrics(eurekaMetrics),
    config: EurekaConfig.parse(settings),
    maxIndexAgeMs: Number.MAX_SAFE_INTEGER,
    version: '0.0.0',
    drafter: undefined,
    machine: {
      support: { bubblewrap: false, missing: ['a test needs none'] },
      sandbox: undefined,
      managers: [],
      toolchainOf: async () => ({
        tools: new Map(),
        access: { defaultRegistry: 'https://registry.example.test/', credentials: new Map() },
        openSource: async () => ({ versionsOf: async () => ({ state: 'absent' }) }),
      }),
      signer: createSigner(newSigningKey()),
      runsAtOnce: 1,
      scratchFolder: scratch,
      originRoots: [],
      deliveryFolder: scratch,
      tokens: new Map(),
      webhookSecrets: new Map(),
      ...machine,
    },
    estate: {
      leaseIndex: () => {
        const { matcher } = estate;
        if (matcher === undefined) return undefined;
        const live = { index: matcher.index, matcher, generation: 1, digest: 'x' };
        return { live, [Symbol.dispose]: () => undefined };
      },
      changeFindings: async (_tx: unknown, changes: readonly FindingChange[]) => {
        estate.moved.push(...changes);
        return { changed: [], refused: [] };
      },
      withProject: async (_key: number, _options: object, work: (tree: ProjectTree) => Promise<unknown>) =>
        'folder' in estate.tree ? ok(await work(estate.tree)) : fail(estate.tree),
      requestScan: async (project: string) => void estate.scans.push(project),
    },
  } as unknown as Parts;

  const find: Fixture['find'] = async ({ id }) => {
    const row = await patches.find(database, id);
    if (row === undefined) throw new RangeError('there is no such patch');
    return row;
  };
  return {
    ...{ db, parts, folder, now, estate, find },
    context: {
      ...{ id: '1', attempt: 1, maxAttempts: 4, signal: new AbortController().signal },
      progress: () => undefined,
    },
    project: (source = { kind: 'path', location: folder }) => {
      const id = newUuid(systemClock);
      return database.transaction((tx) => insertProject(tx, { id, slug: id, name: 'Shop', source }, now.ms));
    },
    patch: async (project, way, shape = {}) => {
      const start = { actor: 'eureka', reason: 'test', correlationId: 'chain', atMs: now.ms } as const;
      const id = newUuid(systemClock);
      await database.transaction(async (tx) => {
        unwrap(await patches.plan(tx, { ...plain(project, id), ...shape }, start));
        for (const to of way) unwrap(await patches.transition(tx, id, { ...start, to }));
      });
      return find({ id });
    },
    events: async (type) => {
      const rows = await database.kysely.selectFrom('outbox').select('envelope').orderBy('seq').execute();
      return rows.map(({ envelope }) => JSON.parse(envelope) as EventEnvelope).filter((each) => each.type === type);
    },
    takeJobs: async () => {
      const { rows } = await sql<{ name: string; key: string | null; at: Date; made: Date }>`
        select task_identifier as name, key, run_at as at, created_at as made from ${sql.raw(jobSchema)}.jobs
        order by id
      `.execute(database.kysely);
      for (const { key } of rows) await sql`select ${sql.raw(jobSchema)}.remove_job(${key})`.execute(database.kysely);
      // A job of a later time is given as one of the fixture's clock; one that may run now, as one of the database's.
      return rows.map(({ name, key, at, made }) => ({
        ...{ name, key },
        inMs: Math.abs(at.getTime() - made.getTime()) < 1_000 ? 0 : at.getTime() - now.ms,
      }));
    },
    close: async () => {
      await db.close();
      await rm(top, { recursive: true, force: true });
    },
  };
}

function plain(project: ProjectRow, id: string): NewPatch {
  return {
    ...{ id, projectKey: project.key, kind: 'remedy', rung: 'lock-bump', strategy: 'dependency_upgrade' },
    ...{ author: 'system:eureka', package: 'pkg:npm/bad', from: '1.0.0', to: '1.0.1' },
    ...{ findingIds: [newUuid(systemClock)], apvIds: [newUuid(systemClock)], primaryIds: ['T-1'], cveIds: [] },
    ...{ severity: 'high', priority: 2, urgency: 1_500, dueAt: 'infinity', snapshotId: null, groupKey: null },
    ...{ previousPatchId: null, baseCommit: '', baseRef: null, lockFile: 'package-lock.json', packageManager: 'npm' },
    digest: 'd'.repeat(64),
    content: { edits: [], package_changes: [], files_modified: [], attempts: [] },
  };
}
