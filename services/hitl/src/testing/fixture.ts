import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Audit, createAudit } from '@maximus/audit';
import {
  type Endpoint,
  type EventEnvelope,
  EvidenceManifest,
  eventCatalogue,
  type PatchStatus,
  ReviewPolicy,
  type Role,
  type Verdict,
} from '@maximus/contracts';
import type { Answer, HandlerInput, Principal, Route } from '@maximus/http';
import { createImages } from '@maximus/images';
import { type Clock, formatId, newId, newUuid, type Running, systemClock, unwrap } from '@maximus/kernel';
import { createMetricsRegistry, silentLogger } from '@maximus/observability';
import {
  createInbox,
  createJobs,
  evidences,
  insertProject,
  type Jobs,
  type PackedBlob,
  packBlob,
  patches,
  reviewPolicies,
  type Tx,
  userRows,
} from '@maximus/storage';
import { openTestDatabase, type TestDatabase } from '@maximus/storage/testing';
import { tick } from '../keep/tick.ts';
import type { SlackNeeds } from '../slack/index.ts';
import { type Hitl, startHitl } from '../start-hitl.ts';
import { type ApvShape, writeApv } from './write-apv.ts';

/** A clock that moves when a test says so. */
export interface MovedClock extends Clock {
  advance(ms: number): void;
}

/** What a patch of a test is like. */
export interface PatchShape {
  readonly author?: string;
  readonly rung?: 'lock-bump' | 'direct-upgrade' | 'major-upgrade' | 'code-rule' | 'manual-review' | 'override';
  /** 0 for low to 3 for critical. */
  readonly priority?: number;
  readonly verdict?: Verdict;
  readonly level?: 'container' | 'process' | 'static';
  readonly confidence?: number;
  readonly introduced?: number;
  readonly step?: 'patch' | 'minor' | 'major';
  readonly baseCommit?: string;
  /** UUID of an APV that it is for; one that nobody knows where absent. */
  readonly apv?: string;
  /** An override that goes: it closes nothing. */
  readonly retiresOverride?: boolean;
}

/** Review on a real database: its routes are called as the server would, its clock stands still until moved. */
export interface Fixture {
  readonly test: TestDatabase;
  readonly clock: MovedClock;
  readonly audit: Audit;
  readonly jobs: Jobs;
  readonly hitl: Hitl;
  readonly routes: readonly Route[];
  readonly project: { readonly id: string; readonly key: number };
  /** Adds a validated patch and has its event followed; answers its wire id. */
  patch(shape?: PatchShape): Promise<string>;
  /** Adds an APV, or changes the one with this UUID; answers its UUID. */
  apv(shape?: ApvShape, uuid?: string): Promise<string>;
  /** Makes evidence of a patch anew, which changes what people decide about. */
  newEvidence(patchId: string, shape?: PatchShape): Promise<void>;
  /** Adds an account; answers its principal. */
  person(name: string, roles?: readonly Role[]): Promise<Extract<Principal, { kind: 'user' }>>;
  tokenOf(person: Principal): Principal;
  call<T = Record<string, unknown>>(
    endpoint: Endpoint,
    who: Principal,
    input?: CallInput,
  ): Promise<{ status: number; body: T; headers: Answer['headers'] }>;
  /** Sets the policy of the estate. */
  policy(policy: object): Promise<void>;
  /** Hands events that were committed to review, as the bus would; answers how many. */
  follow(): Promise<number>;
  /** Looks after a decision as its job would. */
  tick(decisionId: string): Promise<void>;
  events(type?: string): Promise<readonly EventEnvelope[]>;
  close(): Promise<void>;
}

/** What a call sends. */
export interface CallInput {
  readonly params?: object;
  readonly query?: object;
  readonly body?: unknown;
  readonly version?: number;
  readonly upload?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

const followedTypes = /^patch\.(?:validated|review_requested|superseded|cancelled|failed)$/;
const startMs = Date.parse('2026-06-01T12:00:00Z');

/** Opens it. */
export async function openFixture(slack?: SlackNeeds): Promise<Fixture> {
  let nowMs = startMs;
  const clock: MovedClock = {
    now: () => nowMs,
    advance: (ms) => {
      nowMs += ms;
    },
  };
  const test = await openTestDatabase({ clock, poolSize: 6 });
  const { database } = test;
  const log = {
    error: (fields: object, message: string) => {
      throw new Error(message, { cause: fields });
    },
  };
  const folder = await mkdtemp(join(tmpdir(), 'maximus-hitl-'));
  const checkpoints = { keyFile: join(folder, 'key'), file: join(folder, 'kept.ndjson'), everyMs: 3_600_000 };
  const audit = createAudit({ db: database, clock, log, sealEveryMs: 3_600_000, checkpoints });
  const metrics = await createMetricsRegistry();
  const jobs = await createJobs({ database, logger: silentLogger, concurrency: 2 });
  let handle: ((event: EventEnvelope) => Promise<void>) | undefined;
  const running: Running<Hitl, Route> = await startHitl({
    clock,
    logger: silentLogger,
    metrics,
    database,
    inbox: createInbox(),
    jobs,
    audit,
    images: createImages(),
    slack,
    bus: {
      subscribe: async (subscription) => {
        handle = (event) => subscription.handle(event, undefined as never);
        return { stop: async () => undefined };
      },
    },
  });
  const source = { kind: 'path', location: '/srv/shop' } as const;
  const projectUuid = newUuid(systemClock);
  const project = await database.transaction((tx) =>
    insertProject(tx, { id: projectUuid, slug: 'shop', name: 'Shop', source }, clock.now()),
  );

  const events: Fixture['events'] = async (type) => {
    const rows = await database.kysely.selectFrom('outbox').select('envelope').orderBy('seq').execute();
    const all = rows.map(({ envelope }) => JSON.parse(envelope) as EventEnvelope);
    return type === undefined ? all : all.filter((event) => event.type === type);
  };
  let followed = '0';
  const follow: Fixture['follow'] = async () => {
    let handled = 0;
    for (;;) {
      const rows = await database.kysely
        .selectFrom('outbox')
        .select(['seq', 'envelope'])
        .where('seq', '>', followed)
        .orderBy('seq')
        .execute();
      if (rows.length === 0) return handled;
      for (const { seq, envelope } of rows) {
        followed = seq;
        const event = JSON.parse(envelope) as EventEnvelope;
        if (!followedTypes.test(event.type)) continue;
        eventCatalogue.get(event.type)?.data.parse(event.data);
        await handle?.(event);
        handled += 1;
      }
    }
  };

  const newEvidence: Fixture['newEvidence'] = async (patchId, shape = {}) => {
    const patch = await patches.find(database, patchId);
    if (patch === undefined) throw new Error(`there is no ${patchId}`);
    const manifest = await packBlob(JSON.stringify(manifestOf(patch.digest, shape)));
    await database.transaction(async (tx) => {
      await patches.note(tx, patch.id, await storeEvidence(tx, patch.id, manifest, shape), clock.now());
    });
  };

  const storeEvidence = async (tx: Tx, patchUuid: string, manifest: PackedBlob, shape: PatchShape) => {
    const id = randomUUID();
    const { verdict = 'fixed', confidence = 0.97, level = 'container' } = shape;
    const evidence = {
      ...{ id, patchId: patchUuid, runId: newId('run', systemClock), purpose: 'validate' as const, manifest },
      ...{ prevDigest: null, signature: {}, publicKey: '', verdict, confidence, level, files: [] },
      sealedAt: new Date(clock.now()).toISOString(),
    } as const;
    await evidences.store(tx, evidence, clock.now());
    return { evidence_id: id, evidence_digest: manifest.digest.toString('hex'), verdict, confidence };
  };

  const patch: Fixture['patch'] = async (shape = {}) => {
    const id = newUuid(systemClock);
    const retires = shape.retiresOverride === true;
    const rung = shape.rung ?? (retires ? 'override' : 'lock-bump');
    const digest = randomUUID().replaceAll('-', '').repeat(2);
    const change = {
      actor: 'eureka',
      reason: 'test',
      atMs: clock.now(),
      correlationId: `chain-${id}`,
    } as const;
    const evidence = await packBlob(JSON.stringify(manifestOf(digest, shape)));
    await database.transaction(async (tx) => {
      const step = async (to: PatchStatus, set = {}) =>
        unwrap(await patches.transition(tx, id, { ...change, to, set }));
      unwrap(
        await patches.plan(
          tx,
          {
            id,
            projectKey: project.key,
            kind: retires ? 'retire_override' : 'remedy',
            rung,
            strategy: 'dependency_upgrade',
            author: shape.author ?? 'system:eureka',
            package: 'pkg:npm/lodash',
            from: '4.17.20',
            to: '4.17.21',
            findingIds: retires ? [] : [randomUUID()],
            apvIds: retires ? [] : [shape.apv ?? randomUUID()],
            primaryIds: retires ? [] : ['CVE-2026-1'],
            cveIds: retires ? [] : ['CVE-2026-1'],
            severity: retires ? 'none' : 'high',
            priority: shape.priority ?? (retires ? 0 : 2),
            urgency: 1_500,
            dueAt: 'infinity',
            snapshotId: null,
            groupKey: retires ? `ovr_${id}` : null,
            previousPatchId: null,
            baseCommit: shape.baseCommit ?? 'a'.repeat(40),
            baseRef: 'main',
            lockFile: 'package-lock.json',
            packageManager: 'npm',
            digest,
            content: {
              edits: [],
              package_changes: [
                { change: 'upgraded', direct: true, semver_step: shape.step ?? 'patch', why: 'fixes CVE-2026-1' },
              ],
              files_modified: ['package-lock.json'],
              attempts: [],
            },
          },
          change,
        ),
      );
      if (rung === 'manual-review') {
        await step('pending_review');
        return;
      }
      await step('generated');
      await tx.kysely
        .updateTable('patch')
        .set({ diff_digest: 'd'.repeat(64) })
        .where('id', '=', id)
        .execute();
      await step('validating');
      await step('validated', await storeEvidence(tx, id, evidence, shape));
    });
    await follow();
    return formatId('pch', id);
  };

  return {
    test,
    clock,
    audit,
    jobs,
    hitl: running.value,
    routes: running.routes ?? [],
    project: { id: formatId('prj', projectUuid), key: project.key },
    patch,
    apv: (shape, uuid) => database.transaction((tx) => writeApv(tx, { ...shape, uuid, nowMs: clock.now() })),
    newEvidence,
    person: async (name, roles = ['reviewer']) => {
      const id = newId('usr', systemClock);
      const at = new Date(clock.now());
      await userRows.insert(database, {
        ...{ id, name, nameKey: name.toLowerCase(), displayName: name, roles, at },
        email: `${name}@example.test`,
      });
      return { kind: 'user', userId: id, name, roles, sessionId: 'ses_test', address: '10.0.0.1' };
    },
    tokenOf: (person) => {
      if (person.kind !== 'user') throw new Error('a token of nobody');
      const tokenId = newId('tok', systemClock);
      return { kind: 'token', tokenId, userId: person.userId, name: 'ci', scopes: ['review'], address: '10.0.0.2' };
    },
    call: async <T>(endpoint: Endpoint, who: Principal, input: CallInput = {}) => {
      const route = running.routes?.find((each) => each.endpoint.id === endpoint.id);
      if (route === undefined) throw new Error(`${endpoint.id} is not served`);
      const answer: Answer = await route.handle({
        params: endpoint.params?.parse(input.params ?? {}) ?? {},
        query: endpoint.query?.parse(input.query ?? {}) ?? {},
        body: endpoint.body?.parse(input.body),
        principal: who,
        correlationId: 'test',
        requestId: 'req-test',
        ...(input.upload !== undefined && { upload: { stream: Readable.from([input.upload]), fields: new Map() } }),
        headers: { ...(input.version !== undefined && { 'if-match': `"${input.version}"` }), ...input.headers },
        signal: new AbortController().signal,
      } as unknown as HandlerInput<Endpoint>);
      endpoint.answers[answer.status]?.parse(answer.body);
      return { status: answer.status, body: answer.body as T, headers: answer.headers };
    },
    policy: async (policy) => {
      const held = await reviewPolicies.current(database, ['estate']);
      await database.transaction((tx) =>
        reviewPolicies.insert(tx, {
          policy_id: 'estate',
          scope_kind: 'estate',
          scope_id: null,
          version: (held[0]?.version ?? 0) + 1,
          policy: ReviewPolicy.parse(policy),
          updated_by: 'test',
          updated_at: new Date(clock.now()),
        }),
      );
    },
    follow,
    tick: async (decisionId) => {
      const row = await database.kysely.selectFrom('decision').select('id').execute();
      const uuid = row.map(({ id }) => id).find((id) => formatId('dec', id) === decisionId);
      if (uuid !== undefined) await tick(running.value.parts, uuid);
    },
    events,
    close: async () => {
      await running.stop?.(AbortSignal.timeout(5_000));
      await jobs.stop(AbortSignal.timeout(5_000));
      await audit.stop();
      await test.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function manifestOf(patchDigest: string, shape: PatchShape): EvidenceManifest {
  const introduced = Array.from({ length: shape.introduced ?? 0 }, (_, at) => ({
    alias_group: `agr_${at}`,
    primary_id: `CVE-2026-9${at}`,
    purl: 'pkg:npm/other@1.0.0',
    path: [],
    priority: 'low' as const,
  }));
  return EvidenceManifest.parse({
    format: 'maximus.evidence/1',
    evidence_id: randomUUID(),
    run_id: randomUUID(),
    sealed_at: '2026-06-01T00:00:00.000Z',
    subject: {
      project: 'shop',
      base_commit: 'a'.repeat(40),
      patch_digest: patchDigest,
      apv_ids: [],
      alias_groups: [],
      targets: [],
    },
    index: { generation: '1', digest: 'x' },
    advisories: [],
    level: shape.level ?? 'container',
    limits: {},
    steps: [{ name: 'tests', tree: 'both', state: 'passed', duration_ms: 12, tools: {} }],
    rescan: { index_generation: '1', fixed: [], introduced, unchanged: [], not_checked: [] },
    tests: { result: 'equal', newly_failing: [], flaky: [] },
    proof: { result: 'none' },
    judged_on: {
      resolve: { state: 'ok' },
      install: { state: 'ok' },
      rescanned: true,
      major_step: false,
      changed_packages: 1,
    },
    verdict: shape.verdict ?? 'fixed',
    confidence: shape.confidence ?? 0.97,
    confidence_of: 'success',
    confidence_terms: [],
    blobs: [],
  });
}
