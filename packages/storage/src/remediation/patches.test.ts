import { randomUUID } from 'node:crypto';
import type { PatchStatus } from '@maximus/contracts';
import { newUuid, systemClock, unwrap } from '@maximus/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertProject } from '../estate/index.ts';
import { openTestDatabase, type TestDatabase } from '../testing/index.ts';
import {
  deliveries,
  evidences,
  type NewPatch,
  type PatchStep,
  packBlob,
  patches,
  patchQuery,
  readBlob,
  readEdits,
  storeEdits,
  subjectDigest,
} from './index.ts';

let db: TestDatabase;
let projectKey = 0;
const atMs = Date.parse('2026-11-30T12:00:00Z');
const start = { actor: 'eureka', reason: 'a finding was confirmed', atMs, correlationId: 'chain' } as const;

beforeAll(async () => {
  db = await openTestDatabase();
  const source = { kind: 'path', location: '/srv/shop' } as const;
  const project = { id: newUuid(systemClock), slug: 'shop', name: 'Shop', source };
  projectKey = (await db.database.transaction((tx) => insertProject(tx, project, atMs))).key;
});
afterAll(() => db.close());

function newPatch(changes: Partial<NewPatch> = {}): NewPatch {
  return {
    id: newUuid(systemClock),
    projectKey,
    kind: 'remedy',
    rung: 'lock-bump',
    strategy: 'dependency_upgrade',
    author: 'system:eureka',
    package: 'pkg:npm/lodash',
    from: '4.17.20',
    to: '4.17.21',
    findingIds: [randomUUID()],
    apvIds: [randomUUID()],
    primaryIds: ['CVE-2026-1'],
    cveIds: ['CVE-2026-1'],
    severity: 'high',
    priority: 2,
    urgency: 1500,
    dueAt: 'infinity',
    snapshotId: null,
    groupKey: null,
    previousPatchId: null,
    baseCommit: 'a'.repeat(40),
    baseRef: 'main',
    lockFile: 'package-lock.json',
    packageManager: 'npm',
    digest: 'd'.repeat(64),
    content: { edits: [], package_changes: [], files_modified: [], attempts: [] },
    ...changes,
  };
}

const planned = (patch: NewPatch) => db.database.transaction((tx) => patches.plan(tx, patch, start));
const step = (id: string, to: PatchStatus, more: Partial<PatchStep> = {}) =>
  db.database.transaction((tx) => patches.transition(tx, id, { ...start, to, ...more }));
const events = async (key: string) =>
  (
    await db.database.kysely.selectFrom('outbox').select('envelope').where('key', '=', key).orderBy('seq').execute()
  ).map(({ envelope }) => (JSON.parse(envelope) as { type: string }).type);

test('a patch goes its way with history and events, and its times are kept', async () => {
  const patch = unwrap(await planned(newPatch()));
  expect(patch.code).toMatch(/^PCH-20261130-\d{3,}$/);
  const way: PatchStatus[] = ['generated', 'validating', 'validated', 'pending_review', 'approved', 'delivering'];
  for (const to of [...way, 'delivered', 'merged', 'verified'] as PatchStatus[]) unwrap(await step(patch.id, to));
  const row = await patches.find(db.database, patch.code);
  expect(row).toMatchObject({ status: 'verified', version: 10, validated_at: expect.any(Date) });
  expect((await patches.history(db.database, row?.id ?? '')).map(({ to }) => to)).toEqual([
    'planned',
    ...way,
    'delivered',
    'merged',
    'verified',
  ]);
  expect(await events(patch.id)).toEqual(
    ['planned', 'generated', 'validation_started', 'validated', 'review_requested', 'approved', 'delivery_started']
      .concat('delivered', 'merged', 'verified')
      .map((name) => `patch.${name}`),
  );
});

test('steps that are not listed, old versions and later content are refused and change nothing', async () => {
  const patch = unwrap(await planned(newPatch()));
  expect(await step(patch.id, 'approved')).toMatchObject({ error: { code: 'state.transition_not_allowed' } });
  expect(await step(patch.id, 'generated', { expectedVersion: 7 })).toMatchObject({
    error: { code: 'state.version_mismatch' },
  });
  unwrap(await step(patch.id, 'generated', { expectedVersion: 1, set: { diff_digest: 'e'.repeat(64) } }));
  expect(await step(patch.id, 'validating', { set: { digest: 'f'.repeat(64) } })).toMatchObject({
    error: { code: 'patch.content_is_fixed' },
  });
  expect(await step(randomUUID(), 'failed')).toMatchObject({ error: { code: 'state.not_found' } });
  expect((await patches.find(db.database, patch.id))?.version).toBe(2);
});

test('a project has one live patch for a set of findings, until that ended', async () => {
  const first = newPatch();
  const { id } = unwrap(await planned(first));
  const again = newPatch({ findingIds: first.findingIds, previousPatchId: first.id });
  expect(await planned(again)).toMatchObject({ error: { code: 'patch.live_exists' } });
  unwrap(await step(id, 'failed'));
  unwrap(await planned(again));
  const found = await patchQuery(db.database, { findingId: first.findingIds[0] }).execute();
  expect(found.map(({ status }) => status).sort()).toEqual(['failed', 'planned']);
});

test('overrides that go have one live patch each, though they close nothing', async () => {
  const going = (groupKey: string) =>
    newPatch({ kind: 'retire_override', groupKey, findingIds: [], apvIds: [], primaryIds: [], cveIds: [] });
  const { id, kind, group_key, apv_ids } = unwrap(await planned(going('ovr_a')));
  expect({ kind, group_key, apv_ids }).toEqual({ kind: 'retire_override', group_key: 'ovr_a', apv_ids: [] });
  unwrap(await planned(going('ovr_b')));
  expect(await planned(going('ovr_a'))).toMatchObject({ error: { code: 'patch.live_exists' } });
  unwrap(await step(id, 'superseded'));
  unwrap(await planned(going('ovr_a')));
  const found = await patchQuery(db.database, { groupKeys: ['ovr_a'], kind: 'retire_override' }).execute();
  expect(found.map(({ status }) => status).sort()).toEqual(['planned', 'superseded']);
});

test('patches of one campaign are found together, whatever their projects', async () => {
  const campaign_id = 'cpg_000000000000000000000001';
  for (const _ of ['shop', 'notes']) {
    const { id } = unwrap(await planned(newPatch()));
    unwrap(await step(id, 'generated', { set: { campaign_id } }));
  }
  unwrap(await planned(newPatch()));
  const found = await patchQuery(db.database, { campaignId: campaign_id }).execute();
  expect(found.map(({ campaign_id: each }) => each)).toEqual([campaign_id, campaign_id]);
});

test('going back from the arena is told as requeued and keeps the first time', async () => {
  const { id } = unwrap(await planned(newPatch()));
  unwrap(await step(id, 'generated'));
  unwrap(await step(id, 'validating'));
  const back = unwrap(await step(id, 'generated', { atMs: atMs + 5_000, set: { requeues: 1 } }));
  expect(back.timings.generated).toBe(new Date(atMs).toISOString());
  expect(await events(id)).toContain('patch.requeued');
});

test('edits and evidence are found by their digests', async () => {
  const patch = newPatch();
  unwrap(await planned(patch));
  const lock = await packBlob('{"lock":2}');
  const manifest = await packBlob('{"format":"maximus.evidence/1"}');
  const id = newUuid(systemClock);
  await db.database.transaction(async (tx) => {
    await storeEdits(
      tx,
      patch.id,
      [
        { file: 'package-lock.json', after: lock },
        { file: 'old.txt', after: null },
      ],
      atMs,
    );
    const files = [{ path: 'rescan.json', blob: lock }];
    const facts = { runId: 'run_1', purpose: 'validate', prevDigest: null, signature: {}, publicKey: 'pem' } as const;
    const verdict = { verdict: 'fixed', confidence: 0.9, level: 'process', sealedAt: new Date(atMs).toISOString() };
    await evidences.store(tx, { id, patchId: patch.id, manifest, files, ...facts, ...verdict }, atMs);
  });
  const edits = await readEdits(db.database, patch.id);
  expect(Buffer.from(edits.get('package-lock.json') ?? []).toString()).toBe('{"lock":2}');
  expect(edits.get('old.txt')).toBeNull();
  expect(await evidences.files(db.database, id)).toEqual([
    { path: 'rescan.json', digest: lock.digest.toString('hex') },
  ]);
  expect((await readBlob(db.database, manifest.digest.toString('hex')))?.toString()).toContain('maximus.evidence');
  expect(await readBlob(db.database, '0'.repeat(64))).toBeUndefined();
});

test('a delivery is queued once, and its changes are told', async () => {
  const patch = newPatch();
  unwrap(await planned(patch));
  const begin = () =>
    db.database.transaction((tx) => {
      const delivery = {
        id: newUuid(systemClock),
        patchId: patch.id,
        projectKey,
        forge: 'local',
        mode: 'merge',
      } as const;
      return deliveries.begin(tx, delivery, atMs);
    });
  const { id } = await begin();
  expect((await begin()).id).toBe(id);
  const context = { atMs, correlationId: 'chain' };
  await db.database.transaction((tx) =>
    deliveries.change(tx, id, { state: 'branch_pushed', tried: true, links: { branch: 'b' } }, context),
  );
  expect((await deliveries.open(db.database, projectKey)).map((row) => row.id)).toContain(id);
  expect(await deliveries.ofPatch(db.database, patch.id)).toMatchObject({ attempts: 1, links: { branch: 'b' } });
});

test('the subject of a decision is another with any other part', () => {
  const subject = { patchDigest: 'a', evidenceDigest: 'b', baseCommit: 'c' };
  const digests = [subject, { ...subject, evidenceDigest: null }, { ...subject, baseCommit: 'd' }].map(subjectDigest);
  expect(new Set(digests).size).toBe(3);
  expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
});
