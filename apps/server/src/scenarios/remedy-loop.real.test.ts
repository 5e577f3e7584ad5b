import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probeSandbox, readBundle, verifyEvidence } from '@maximus/arena';
import type { Api } from '@maximus/client';
import type { PatchDetail, PatchSummary } from '@maximus/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedServer, openEmbedded } from '../testing/open-embedded.ts';
import { patient } from '../testing/patient.ts';
import { openRemedyEstate, padItAdvisory, type RemedyEstate } from '../testing/remedy-estate.ts';
import { signInInvited } from '../testing/sign-in.ts';
import { until } from '../testing/until.ts';

const { bubblewrap } = await probeSandbox(process.env);
const wanted = process.env['CI'] !== undefined || process.env['MAXIMUS_PROVISION'] === '1';
const missing = bubblewrap || wanted ? '' : ' (skipped: bubblewrap does not work here)';
const withinMs = 90_000;

describe.skipIf(missing !== '')(`the loop, from an advisory to its end${missing}`, () => {
  let estate: RemedyEstate;
  let server: EmbeddedServer;
  let api: Api;
  let reviewer: Api;
  beforeAll(async () => {
    estate = await openRemedyEstate();
    server = await openEmbedded(estate.dataDir, estate.settings);
    api = patient(server.ada.api(server.url));
    const grace = await signInInvited(server.url, api, 'grace', ['reviewer']);
    reviewer = patient(grace.api(server.url));
  }, 180_000);
  afterAll(async () => {
    await server?.stop();
    await estate?.[Symbol.asyncDispose]();
  });

  const patchesOf = async (): Promise<readonly PatchSummary[]> => {
    const listed = await api.listPatches({ query: {} });
    // On a machine that does much else the server may be short of time, and says so.
    return listed.ok ? listed.value.body.items : [];
  };
  const patchThat = async (what: string, holds: (patch: PatchSummary) => boolean): Promise<PatchSummary> => {
    let found: PatchSummary | undefined;
    const state = () => seen.map(({ code, status, status_reason }) => `${code} ${status}: ${status_reason}`);
    let seen: readonly PatchSummary[] = [];
    await until(
      what,
      async () => {
        seen = await patchesOf();
        found = seen.find(holds);
        return found !== undefined;
      },
      { withinMs, state },
    );
    return found as PatchSummary;
  };
  const detailOf = async (id: string): Promise<PatchDetail> => {
    const read = await api.getPatch({ params: { id } });
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    return read.value.body;
  };
  const approve = async (id: string): Promise<void> => {
    const decision = await reviewer.getPatchDecision({ params: { patch_id: id } });
    if (!decision.ok) throw new Error(JSON.stringify(decision.error));
    const { decision_id, subject_digest } = decision.value.body;
    expect(subject_digest).toBe((await detailOf(id)).subject_digest);
    const voted = await reviewer.approvePatch({
      params: { patch_id: id },
      body: { decision_id, subject_digest, untested: true },
    });
    if (!voted.ok) throw new Error(JSON.stringify(voted.error));
  };

  it('goes from an advisory to a patch with evidence, a decision, a merge and a look at what was merged', async () => {
    const source = { kind: 'path', location: estate.project } as const;
    const made = await api.createProject({ body: { name: 'Shop', slug: 'shop', source } });
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    let scans: Awaited<ReturnType<Api['listScans']>> | undefined;
    await until(
      'it is scanned',
      async () => {
        scans = await api.listScans({ query: {} });
        return scans.ok && scans.value.body.items.some(({ state }) => state === 'succeeded');
      },
      { withinMs, state: () => scans },
    );
    const toldAt = new Date().toISOString();
    await estate.publish([padItAdvisory()]);

    const waiting = await patchThat('a patch waits for people', ({ status }) => status === 'pending_review');
    expect(waiting).toMatchObject({ rung: 'lock-bump', from: '1.0.0', to: '1.0.1', verdict: 'fixed' });
    await verifiesOffline(server, waiting.id);
    await approve(waiting.id);
    await patchThat('the patch is verified', ({ id, status }) => id === waiting.id && status === 'verified');

    const patch = await detailOf(waiting.id);
    expect(patch.delivery).toMatchObject({ forge: 'local', mode: 'merge', state: 'merged' });
    expect(patch.evidence.map(({ purpose }) => purpose)).toEqual(['validate', 'reverify']);
    expect(patch.evidence[1]?.prev_digest).toBe(patch.evidence[0]?.digest);
    expect(patch.merge_commit).toBe(estate.git('rev-parse', 'HEAD'));
    expect(estate.git('log', '-1', '--format=%B')).toContain(`Maximus-Patch: ${waiting.id}`);
    expect(readFileSync(join(estate.project, 'package-lock.json'), 'utf8')).toContain('pad-it-1.0.1.tgz');
    let statuses: readonly string[] = [];
    await until(
      'the finding is resolved',
      async () => {
        const found = await api.listFindings({ query: { project: 'shop' } });
        statuses = found.ok ? found.value.body.items.map(({ status, resolution }) => `${status} ${resolution}`) : [];
        return statuses.join() === 'resolved patched';
      },
      { withinMs, state: () => statuses },
    );
    const apv = await api.getApv({ params: { id: patch.apv_ids[0] ?? '' } });
    if (!apv.ok || apv.value.body === undefined) throw new Error(JSON.stringify(apv));
    expect(apv.value.body).toMatchObject({ status: 'resolved', patches: [{ id: waiting.id }] });
    const { planned, generated, validated, decided, delivered, merged, verified } = patch.timings;
    const { first_detected_at: detected } = apv.value.body;
    process.stdout.write(
      `${JSON.stringify({ toldAt, detected, planned, generated, validated, decided, delivered, merged, verified })}\n`,
    );
    expect([toldAt, detected, planned, generated, validated, decided, merged, verified].join(' ')).toBe(
      [toldAt, detected, planned, generated, validated, decided, merged, verified].sort().join(' '),
    );
    const metrics = await api.getMetrics({ query: { range: '1h' } });
    expect(metrics.ok && metrics.value.body).toMatchObject({
      patches_applied: 1,
      success_rate: 1,
      build_break_rate: 0,
    });
    expect(metrics.ok && metrics.value.body.sample_sizes).toMatchObject({ mttr: 1, merged_verified: 1 });
  }, 400_000);

  it('takes a delivered patch back through review, and what it closed is open again', async () => {
    const [patch] = await patchesOf();
    const asked = await api.rollBackPatch({ params: { id: patch?.id ?? '' }, body: { reason: 'it was a drill' } });
    if (!asked.ok) throw new Error(JSON.stringify(asked.error));
    const revert = await patchThat(
      'the revert waits for people',
      ({ kind, status }) => kind === 'revert' && status === 'pending_review',
    );
    expect(revert).toMatchObject({ from: '1.0.1', to: '1.0.0', verdict: 'introduces' });
    await approve(revert.id);
    await patchThat('the patch is rolled back', ({ id, status }) => id === patch?.id && status === 'rolled_back');
    expect(readFileSync(join(estate.project, 'package-lock.json'), 'utf8')).toContain('pad-it-1.0.0.tgz');
    // The scan sees it again, and the next remedy is on its way.
    const next = await patchThat(
      'another remedy waits',
      ({ kind, status, id }) => kind === 'remedy' && status === 'pending_review' && id !== patch?.id,
    );
    expect(next.to).toBe('1.0.1');
  }, 400_000);

  it('makes a patch anew when the project moves under it', async () => {
    const [before] = (await patchesOf()).filter(({ status }) => status === 'pending_review');
    writeFileSync(join(estate.project, 'news.txt'), 'something else\n');
    estate.git('add', '--all');
    estate.git('commit', '--quiet', '--message=News');
    estate.git('push', '--quiet', 'origin', 'main');
    const scan = await api.scanProject({ params: { id: 'shop' } });
    if (!scan.ok) throw new Error(JSON.stringify(scan.error));
    await patchThat('the old one is superseded', ({ id, status }) => id === before?.id && status === 'superseded');
    const next = await patchThat('a new one waits', ({ status }) => status === 'pending_review');
    expect((await detailOf(next.id)).base_commit).toBe(estate.git('rev-parse', 'HEAD'));
  }, 400_000);

  it('takes out an override that nobody needs any more, through proof and review, and counts it as no repair', async () => {
    const [fixed] = (await patchesOf()).filter(({ status }) => status === 'rolled_back');
    estate.git('checkout', (await detailOf(fixed?.id ?? '')).merge_commit ?? '', '--', 'package-lock.json');
    const file = join(estate.project, 'package.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as object;
    const text = `${JSON.stringify({ ...manifest, overrides: { 'say-it': { 'pad-it': '1.0.1' } } }, null, 2)}\n`;
    writeFileSync(file, text);
    estate.git('commit', '--quiet', '--all', '--message=Pin it by hand');
    estate.git('push', '--quiet', 'origin', 'main');
    const scan = await api.scanProject({ params: { id: 'shop' } });
    if (!scan.ok) throw new Error(JSON.stringify(scan.error));

    const waiting = await patchThat(
      'the retirement waits for people',
      ({ kind, status }) => kind === 'retire_override' && status === 'pending_review',
    );
    expect(waiting).toMatchObject({ rung: 'override', verdict: 'fixed', apv_ids: [], priority: 'low' });
    expect(waiting.package).toBe('pkg:npm/pad-it');
    const detail = await detailOf(waiting.id);
    expect(detail).toMatchObject({ files_modified: ['package.json'], package_changes: [] });
    expect(detail.attempts[0]?.sentence).toContain('overrides.say-it.pad-it = 1.0.1 is not needed any more');
    const decision = await reviewer.getPatchDecision({ params: { patch_id: waiting.id } });
    expect(decision.ok && decision.value.body.why_now).toBe(
      'the override of pad-it is not needed any more · arena: fixed',
    );
    await approve(waiting.id);
    await patchThat('the retirement is verified', ({ id, status }) => id === waiting.id && status === 'verified');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(manifest);
    expect(estate.git('log', '-1', '--format=%s')).toBe('fix(security): drop the override of pad-it');
    // The remedy of the beginning, and no other.
    const trend = await api.getMttrTrend({ query: { range: '24h' } });
    expect(trend.ok && trend.value.body.points.reduce((sum, { n }) => sum + n, 0)).toBe(1);
  }, 400_000);
});

/** What a reviewer downloads is checked without the server. */
async function verifiesOffline(server: EmbeddedServer, patchId: string): Promise<void> {
  const api = patient(server.ada.api(server.url));
  const patch = await api.getPatch({ params: { id: patchId } });
  const link = patch.ok ? patch.value.body.links['bundle'] : undefined;
  const answer = await fetch(`${server.url}${link}`, { headers: { cookie: server.ada.cookie } });
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  const folder = mkdtempSync(join(tmpdir(), 'maximus-bundle-'));
  const file = join(folder, 'bundle.tar.zst');
  writeFileSync(file, Buffer.from(await answer.arrayBuffer()));
  const files = await readBundle(file, false);
  rmSync(folder, { recursive: true });
  if (!files.ok) throw files.error;
  expect(verifyEvidence(files.value)).toMatchObject({
    state: 'valid',
    digest: patch.ok ? patch.value.body.evidence_digest : '',
  });
}
