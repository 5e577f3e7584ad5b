import type { Readable } from 'node:stream';
import { rootOfInclusion, verifyExport } from '@maximus/audit';
import {
  type AuditCheckpoint,
  type AuditEntry,
  type AuditInclusion,
  type AuditKey,
  approvePatch,
  type DecisionRecord,
  exportAudit,
  getAuditConsistency,
  getAuditProof,
  getHitlHealth,
  getHitlMetrics,
  getPatchDecision,
  listAuditCheckpoints,
  listAuditLogs,
  rotateAuditKey,
} from '@maximus/contracts';
import type { Principal } from '@maximus/http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Fixture, openFixture } from '../testing/fixture.ts';

let review: Fixture;
let admin: Principal;

beforeAll(async () => {
  review = await openFixture();
  admin = await review.person('cat', ['reviewer', 'admin']);
  const patchId = await review.patch();
  const { body } = await review.call<DecisionRecord>(getPatchDecision, admin, { params: { patch_id: patchId } });
  await review.call(approvePatch, admin, { params: { patch_id: patchId }, body: { decision_id: body.decision_id } });
});
afterAll(() => review.close());

const call = async <T>(...args: Parameters<Fixture['call']>) => (await review.call<T>(...args)).body;

async function linesOf(stream: Readable): Promise<string[]> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text.split('\n').slice(0, -1);
}

it('what people decided is in the log, is signed, and can be proven by anyone', async () => {
  const { items } = await call<{ items: AuditEntry[] }>(listAuditLogs, admin, {
    query: { action: 'decision.decided' },
  });
  const proof = await call<AuditInclusion>(getAuditProof, admin, { params: { log_id: items[0]?.log_id ?? '' } });
  const hex = (text: string) => Buffer.from(text, 'hex');
  const root = rootOfInclusion(hex(proof.leaf_hash), proof.seq - 1, proof.checkpoint.size, proof.path.map(hex));
  expect(root?.toString('hex')).toBe(proof.checkpoint.root);
  const key = await call<AuditKey>(rotateAuditKey, admin);
  expect(key.previous_key_id).toBe(proof.checkpoint.key_id);
  const lines = await linesOf(await call<Readable>(exportAudit, admin));
  const { valid, entries, keys, signedEntries } = await verifyExport(lines);
  expect({ valid, keys, unsigned: entries - signedEntries }).toEqual({ valid: true, keys: 2, unsigned: 0 });
  const signed = await call<{ items: AuditCheckpoint[]; keys: AuditKey[] }>(listAuditCheckpoints, admin);
  expect(signed.items[0]?.size).toBe(entries);
  const first = signed.items.at(-1)?.size ?? 0;
  const consistency = await call<{ from_root: string; to_root: string }>(getAuditConsistency, admin, {
    query: { from: first, to: entries },
  });
  expect(consistency).toMatchObject({ from_root: signed.items.at(-1)?.root, to_root: signed.items[0]?.root });
  const log = await call<{ items: AuditEntry[] }>(listAuditLogs, admin, { query: { action: 'audit.*' } });
  expect(log.items.map(({ action }) => action)).toEqual(['audit.exported', 'audit.key_rotated']);
});

it('its health and its own metrics are shown', async () => {
  expect(await call(getHitlHealth, admin)).toMatchObject({
    status: 'healthy',
    checks: { review: { status: 'healthy' } },
  });
  const metrics = await call<string>(getHitlMetrics, admin);
  expect(metrics).toContain('maximus_hitl_decision_outcomes_total{decision="approved",via="web"} 1');
  expect(metrics).toContain('maximus_hitl_queue_pending_decisions{priority="high"} 0');
  expect(metrics).toContain('maximus_hitl_policy_auto_approval_ratio 0');
  expect(metrics.split('\n').every((line) => line === '' || /^(# (HELP|TYPE) )?maximus_hitl_/.test(line))).toBe(true);
});
