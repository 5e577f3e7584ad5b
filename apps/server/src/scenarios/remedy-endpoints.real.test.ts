import { createHash, createHmac } from 'node:crypto';
import { cpSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { probeSandbox } from '@maximus/arena';
import type { Api, ApiFailure } from '@maximus/client';
import type { PatchDetail, PatchSummary } from '@maximus/contracts';
import type { Result } from '@maximus/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type EmbeddedServer, openEmbedded } from '../testing/open-embedded.ts';
import { patient, patiently } from '../testing/patient.ts';
import { openRemedyEstate, padItAdvisory, type RemedyEstate } from '../testing/remedy-estate.ts';
import { signInInvited } from '../testing/sign-in.ts';
import { until } from '../testing/until.ts';

const { bubblewrap } = await probeSandbox(process.env);
const wanted = process.env['CI'] !== undefined || process.env['MAXIMUS_PROVISION'] === '1';
const missing = bubblewrap || wanted ? '' : ' (skipped: bubblewrap does not work here)';
const withinMs = 120_000;
const itsMs = 400_000;
const webhookSecret = 'a secret of the forge';
const inert = { 'x-content-type-options': 'nosniff', 'content-security-policy': "sandbox; default-src 'none'" };

/** The body of an answer, or what went wrong as an exception. */
function bodyOf<T>(result: Result<{ readonly body: T }, ApiFailure>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value.body;
}

/** Status and code of a refusal; the status alone of an answer. */
function refusalOf(result: Result<{ readonly status: number }, ApiFailure>): string {
  if (result.ok) return String(result.value.status);
  return result.error.kind === 'problem' ? `${result.error.status} ${result.error.problem.code}` : result.error.kind;
}

describe.skipIf(missing !== '')(`what people and programs ask of remedies${missing}`, () => {
  let estate: RemedyEstate;
  let server: EmbeddedServer;
  let api: Api;
  let reviewer: Api;
  let viewer: Api;
  let viewerCookie = '';
  /** In review from the start. */
  let patch: PatchDetail;

  const get = (path: string, headers: Record<string, string> = {}) =>
    patiently(() => fetch(`${server.url}${path}`, { headers: { cookie: viewerCookie, ...headers } }));
  const patchesOf = async (project: string): Promise<readonly PatchSummary[]> => {
    const listed = await api.listPatches({ query: { project } });
    // On a machine that does much else the server may be short of time, and says so.
    return listed.ok ? listed.value.body.items : [];
  };
  const patchThat = async (
    what: string,
    holds: (patch: PatchSummary) => boolean,
    project = 'shop',
  ): Promise<PatchDetail> => {
    let found: PatchSummary | undefined;
    let seen: readonly PatchSummary[] = [];
    const state = () => seen.map(({ code, status, status_reason }) => `${code} ${status}: ${status_reason}`);
    await until(
      what,
      async () => {
        seen = await patchesOf(project);
        found = seen.find(holds);
        return found !== undefined;
      },
      { withinMs, state },
    );
    return bodyOf(await api.getPatch({ params: { id: found?.id ?? '' } }));
  };
  const inReview = ({ status }: PatchSummary) => status === 'pending_review';
  const comesTo = (id: string, status: PatchSummary['status'], project = 'shop') =>
    patchThat(`${id} is ${status}`, (each) => each.id === id && each.status === status, project);
  const findingIs = async (status: string, project = 'shop'): Promise<void> => {
    let seen: readonly string[] = [];
    const holds = async () => {
      const found = await api.listFindings({ query: { project } });
      seen = found.ok ? found.value.body.items.map((each) => each.status) : [];
      return seen.join() === status;
    };
    await until(`the finding is ${status}`, holds, { withinMs, state: () => seen });
  };
  const approve = async (id: string): Promise<void> => {
    const { decision_id, subject_digest } = bodyOf(await reviewer.getPatchDecision({ params: { patch_id: id } }));
    const body = { decision_id, subject_digest, untested: true } as const;
    bodyOf(await reviewer.approvePatch({ params: { patch_id: id }, body }));
  };
  const remediate = async (): Promise<PatchDetail> => {
    bodyOf(await api.remediateByEureka({ params: { id: patch.primary_ids[0] ?? '' }, body: {} }));
    return patchThat('another patch waits for people', inReview);
  };
  const scan = async (project = 'shop') => bodyOf(await api.scanProject({ params: { id: project } }));

  beforeAll(async () => {
    estate = await openRemedyEstate();
    const secretFile = join(estate.dataDir, 'webhook-secret');
    writeFileSync(secretFile, webhookSecret, { mode: 0o600 });
    const delivery = {
      hosts: { 'forge.example.test': 'github' },
      webhook_secret_files: { 'forge.example.test': secretFile },
    };
    writeFileSync(join(estate.dataDir, 'maximus-server.yaml'), JSON.stringify({ delivery }));
    server = await openEmbedded(estate.dataDir, { ...estate.settings, 'delivery.local_merge': 'false' });
    api = patient(server.ada.api(server.url));
    reviewer = patient((await signInInvited(server.url, api, 'grace', ['reviewer'])).api(server.url));
    const vera = await signInInvited(server.url, api, 'vera', ['viewer']);
    viewer = patient(vera.api(server.url));
    viewerCookie = vera.cookie;
    const source = { kind: 'path', location: estate.project } as const;
    bodyOf(await api.createProject({ body: { name: 'Shop', slug: 'shop', source } }));
    await until(
      'it is scanned',
      async () => {
        const scans = await api.listScans({ query: {} });
        return scans.ok && scans.value.body.items.some(({ state }) => state === 'succeeded');
      },
      { withinMs },
    );
    await estate.publish([padItAdvisory()]);
    patch = await patchThat('a patch waits for people', inReview);
  }, itsMs);
  afterAll(async () => {
    await server?.stop();
    await estate?.[Symbol.asyncDispose]();
  });

  it('lists patches by every filter and sort, and a filter that nothing meets gives an empty list', async () => {
    const [apv, finding] = [patch.apv_ids[0] ?? '', patch.finding_ids[0] ?? ''];
    const listed = async (query: NonNullable<Parameters<Api['listPatches']>[0]>['query']) =>
      bodyOf(await viewer.listPatches({ query: query ?? {} })).items.map(({ id }) => id);
    for (const query of [
      { status: 'pending_review' },
      { project: 'shop' },
      { project: patch.project_id },
      { apv },
      { apv: patch.primary_ids[0] ?? '' },
      { finding },
      { strategy: patch.strategy },
      { rung: patch.rung },
      { kind: 'remedy' },
      { verdict: 'fixed' },
      { sort: 'created' },
      { sort: '-created' },
      { sort: 'updated' },
      { sort: '-updated' },
      { sort: 'priority' },
      { sort: '-priority' },
    ] as const)
      expect(await listed(query), JSON.stringify(query)).toEqual([patch.id]);
    for (const query of [
      { status: 'verified' },
      { project: 'nowhere' },
      { apv: 'CVE-1999-0001' },
      { finding: 'no-id' },
      { finding: apv },
      { rung: 'override' },
      { kind: 'revert' },
      { verdict: 'introduces' },
    ] as const)
      expect(await listed(query), JSON.stringify(query)).toEqual([]);
    expect(bodyOf(await viewer.listPatchHistory({ query: {} }))).toEqual({ items: [], next_cursor: null });
    const stats = bodyOf(await viewer.getEurekaStats());
    expect(stats).toMatchObject({ patches: { pending_review: 1 }, verdicts: { fixed: 1 } });
  });

  it('shows a patch by id and code, its diff by pages and as a file that git applies', async () => {
    expect(bodyOf(await viewer.getPatch({ params: { id: patch.code } }))).toEqual(patch);
    const diff = bodyOf(await viewer.getPatchDiff({ params: { id: patch.id }, query: {} }));
    expect(diff).toMatchObject({ patch_id: patch.id, digest: patch.diff_digest, page: 1, pages: 1 });
    expect(diff.diff.match(/\n/g)).toHaveLength(diff.lines);
    const past = bodyOf(await viewer.getPatchDiff({ params: { id: patch.id }, query: { page: 2 } }));
    expect(past.diff).toBe('');
    const file = await get(patch.links['file'] ?? '');
    expect(Object.fromEntries(file.headers)).toMatchObject(inert);
    expect(file.headers.get('content-disposition')).toContain(`${patch.code.toLowerCase()}.patch`);
    const text = await file.text();
    expect(text).toBe(diff.diff);
    expect(createHash('sha256').update(text).digest('hex')).toBe(patch.diff_digest);
    const taken = join(estate.dataDir, 'taken.patch');
    writeFileSync(taken, text);
    expect(estate.git('apply', '--numstat', '--check', taken)).toContain('package-lock.json');
  });

  it('gives evidence as a list, a sealed manifest, a bundle and single files that no browser runs', async () => {
    const { items } = bodyOf(await viewer.getPatchEvidence({ params: { id: patch.id } }));
    expect(items).toEqual(patch.evidence);
    const id = patch.evidence_id ?? '';
    const read = await get(`/api/eureka/evidence/${id}`);
    expect(read.headers.get('etag')).toBe(`"${patch.evidence_digest}"`);
    const manifest = bodyOf(await viewer.getEvidence({ params: { id } }));
    expect(manifest).toMatchObject({ evidence_id: id, verdict: 'fixed', level: items[0]?.level });
    for (const { sha256, size } of manifest.blobs.slice(0, 4)) {
      const blob = await get(`/api/eureka/evidence/${id}/blobs/${sha256}`);
      expect(Object.fromEntries(blob.headers)).toMatchObject(inert);
      expect(blob.headers.get('content-type')).toMatch(/^(?:text\/plain; charset=utf-8|application\/octet-stream)$/);
      const bytes = Buffer.from(await blob.arrayBuffer());
      expect(bytes.length).toBe(size);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    }
    const bundle = await get(`/api/eureka/evidence/${id}/bundle`);
    expect(Object.fromEntries(bundle.headers)).toMatchObject({ ...inert, 'content-type': 'application/zstd' });
    expect(bundle.headers.get('content-disposition')).toContain(`${id}.tar.zst`);
  });

  it('plans without making anything, and a run that is asked for names the patch that is there', async () => {
    const [apv, finding] = [patch.apv_ids[0] ?? '', patch.finding_ids[0] ?? ''];
    const planned = bodyOf(await viewer.planFinding({ params: { id: finding } }));
    expect(planned).toMatchObject({
      finding_id: finding,
      plans: [{ rung: 'lock-bump', lock_file: 'package-lock.json' }],
    });
    const dry = bodyOf(await api.remediateApv({ params: { id: apv }, body: { mode: 'plan', project_id: 'shop' } }));
    expect(dry).toMatchObject({
      patch_ids: [],
      projects: [],
      plans: [{ project: 'shop', plans: planned.plans.map(({ rung }) => ({ rung })) }],
    });
    const other = bodyOf(await api.remediateApv({ params: { id: apv }, body: { mode: 'plan', rungs: ['override'] } }));
    expect(other.plans?.[0]?.plans.map(({ rung }) => rung)).not.toContain('lock-bump');
    const asked = bodyOf(await api.remediateApv({ params: { id: apv }, body: { rungs: ['lock-bump'] } }));
    expect(asked).toEqual({ patch_ids: [patch.id], projects: [patch.project_id] });
    expect((await patchesOf('shop')).map(({ id }) => id)).toEqual([patch.id]);
  });

  it('says what it does not know, what is not allowed and what is no request', async () => {
    const none = { params: { id: 'nothing' } };
    const gone = `evd_${(patch.evidence_id ?? '').slice(4).replace(/.$/, (end) => (end === '0' ? '1' : '0'))}`;
    const blob = { params: { id: patch.evidence_id ?? '', sha256: '0'.repeat(64) } };
    expect([
      refusalOf(await viewer.getPatch(none)),
      refusalOf(await viewer.getPatchDiff({ ...none, query: {} })),
      refusalOf(await viewer.downloadPatchFile(none)),
      refusalOf(await viewer.getPatchEvidence(none)),
      refusalOf(await viewer.getEvidence(none)),
      refusalOf(await viewer.downloadEvidence({ params: { id: gone } })),
      refusalOf(await viewer.getEvidenceBlob(blob)),
      refusalOf(await viewer.planFinding(none)),
      refusalOf(await api.remediateApv({ ...none, body: {} })),
      refusalOf(await api.remediateApv({ params: { id: patch.apv_ids[0] ?? '' }, body: { project_id: 'nowhere' } })),
      refusalOf(await api.cancelPatch({ ...none, body: {} })),
      refusalOf(await api.revalidatePatch({ ...none, body: {} })),
      refusalOf(await api.rollBackPatch({ ...none, body: {} })),
      refusalOf(await api.retryDelivery(none)),
    ]).toEqual([
      ...Array<string>(3).fill('404 eureka.patch_not_found'),
      '404 eureka.patch_not_found',
      ...Array<string>(2).fill('404 eureka.evidence_not_found'),
      '404 eureka.blob_not_found',
      '404 eureka.finding_not_found',
      '404 eureka.apv_not_found',
      '404 eureka.project_not_found',
      ...Array<string>(3).fill('404 eureka.patch_not_found'),
      '404 eureka.delivery_not_found',
    ]);
    const own = { params: { id: patch.id }, body: {} };
    for (const refused of [
      await viewer.remediateApv({ params: { id: patch.apv_ids[0] ?? '' }, body: {} }),
      await viewer.cancelPatch(own),
      await viewer.revalidatePatch(own),
      await viewer.rollBackPatch(own),
      await viewer.retryDelivery({ params: { id: patch.id } }),
    ])
      expect(refusalOf(refused)).toMatch(/^403 /);
    for (const refused of [
      await viewer.listPatches({ query: { sort: 'colour' } as never }),
      await viewer.listPatches({ query: { status: 'lost' } as never }),
      await viewer.listPatches({ query: { cursor: 'no cursor' } }),
      await viewer.getPatchDiff({ params: { id: patch.id }, query: { page: 0 } }),
      await viewer.getEvidenceBlob({ params: { id: patch.id, sha256: 'short' } }),
      await api.cancelPatch({ params: { id: patch.id }, body: { reason: '' } }),
      await api.remediateApv({ params: { id: patch.code }, body: { rungs: [] } }),
      await viewer.detectPatterns({ body: { data: {} } as never }),
    ])
      expect(refusalOf(refused)).toMatch(/^4(?:00|22) /);
    expect(refusalOf(await api.rollBackPatch(own))).toBe('409 eureka.not_ended');
    expect((await comesTo(patch.id, 'pending_review')).version).toBe(patch.version);
  });

  it('sees patterns and indicators by rules, and writes playbooks as CACAO, in JSON and in YAML', async () => {
    const logs = Array.from({ length: 7 }, (_, second) => ({
      timestamp: `2026-11-30T10:00:0${second}Z`,
      source_ip: '192.0.2.7',
      message: 'login failed for root, see http://evil.example.test/a and CVE-2031-12345',
    }));
    const { insights } = bodyOf(await viewer.generateInsights({ body: { data: { logs }, data_type: 'logs' } }));
    expect(insights).toMatchObject({
      status: 'patterns_found',
      novel_discovery: { type: 'brute_force_attempt', severity: 'critical', related_data: { data_type: 'logs' } },
      extracted_iocs: { ips: ['192.0.2.7'], cves: ['CVE-2031-12345'] },
      suggested_playbook: { steps: [{ action: 'isolate_affected_systems' }, {}, {}] },
    });
    expect(insights.analysis_notes).toContain('brute_force_attempt');
    const quiet = bodyOf(await viewer.generateInsights({ body: { data: {}, data_type: 'network_traffic' } }));
    expect(quiet.insights).toEqual({
      status: 'nothing_found',
      analysis_notes: 'No rule holds for these network traffic.',
      detected_patterns: [],
    });
    const data = { load: [1, 2, 9] };
    const pattern_definition = { type: 'statistical', metric: 'load', threshold: 5 } as const;
    expect(bodyOf(await viewer.detectPatterns({ body: { data, pattern_definition } })).detected_patterns).toMatchObject(
      [{ pattern_id: 'threshold_exceeded', value: 9 }],
    );
    expect(bodyOf(await viewer.extractIocs({ body: { data: ['198.51.100.4'] } })).extracted_iocs.ips).toEqual([
      '198.51.100.4',
    ]);
    const insight = { type: 'zero-day', severity: 'high', description: 'seen first here', related_data: {} } as const;
    const playbook = bodyOf(await viewer.generatePlaybook({ body: { insight } }));
    expect(playbook.cacao).toMatchObject({ type: 'playbook', spec_version: 'cacao-2.0', severity: 75 });
    const workflow = playbook.cacao['workflow'] as Record<string, { on_completion?: string; type: string }>;
    const walked: string[] = [];
    for (let at = playbook.cacao['workflow_start'] as string | undefined; at; at = workflow[at]?.on_completion)
      walked.push(workflow[at]?.type ?? 'nowhere');
    expect(walked).toEqual(['start', 'action', 'action', 'end']);
    const yaml = await fetch(`${server.url}/api/playbooks/generate`, {
      method: 'POST',
      headers: {
        cookie: viewerCookie,
        origin: server.url,
        accept: 'application/yaml',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ insight }),
    });
    expect(yaml.headers.get('content-type')).toBe('application/yaml; charset=utf-8');
    expect(parse(await yaml.text())).toMatchObject({ name: playbook.name, cacao: { spec_version: 'cacao-2.0' } });
    let deep: unknown = 'end';
    for (let level = 0; level < 40; level += 1) deep = { deep };
    expect(refusalOf(await viewer.extractIocs({ body: { data: deep } }))).toMatch(/^4(?:00|22) /);
  });

  it('believes a webhook by its signature alone, once, and only as a reason to look', async () => {
    const location = join(estate.root, 'api');
    estate.git('init', '--quiet', location);
    estate.git('-C', location, 'remote', 'add', 'origin', 'https://forge.example.test/team/api.git');
    const source = { kind: 'path', location } as const;
    bodyOf(await api.createProject({ body: { name: 'Api', slug: 'api', source } }));
    const send = async (project: string, event: string, body: object, secret = webhookSecret) => {
      const text = JSON.stringify(body);
      const signature = createHmac('sha256', secret).update(text).digest('hex');
      const answer = await fetch(`${server.url}/api/eureka/webhooks/${project}`, {
        method: 'POST',
        body: text,
        headers: {
          'content-type': 'application/json',
          'x-github-event': event,
          'x-hub-signature-256': `sha256=${signature}`,
        },
      });
      const said = (await answer.json()) as { code?: string; taken?: boolean };
      return `${answer.status} ${said.code ?? `taken: ${said.taken}`}`;
    };
    const repository = { full_name: 'team/api' };
    const push = { ref: 'refs/heads/main', repository: { ...repository, pushed_at: Math.floor(Date.now() / 1_000) } };
    expect(await send('api', 'push', push, 'a guess')).toBe('401 forge.webhook_refused');
    expect(await send('api', 'push', { ...push, repository: { full_name: 'else/where' } })).toBe(
      '401 forge.webhook_refused',
    );
    expect(await send('api', 'push', push)).toBe('202 taken: true');
    expect(await send('api', 'push', push)).toMatch(/^\d+ forge\.webhook_replayed$/);
    expect(await send('api', 'ping', { repository })).toBe('202 taken: false');
    expect(await send('api', 'push', [])).toBe('400 forge.webhook_invalid');
    expect(await send('nowhere', 'push', push)).toBe('404 eureka.webhook_unknown');
    expect(await send('shop', 'push', push)).toBe('400 forge.webhook_invalid');
  });

  it(
    'proves a patch anew and cancels one, and what they were about is open again',
    async () => {
      const body = { reason: 'the registry was odd' };
      expect(bodyOf(await api.revalidatePatch({ params: { id: patch.id }, body })).status).toBe('superseded');
      const next = await patchThat('a new one waits', (each) => inReview(each) && each.id !== patch.id);
      const cancelled = bodyOf(await api.cancelPatch({ params: { id: next.code }, body: {} }));
      expect(cancelled).toMatchObject({ status: 'cancelled', status_reason: 'an operator cancelled it' });
      expect(refusalOf(await api.cancelPatch({ params: { id: next.id }, body: {} }))).toMatch(/^409 /);
      await findingIs('confirmed');
      const first = bodyOf(await viewer.listPatchHistory({ query: { limit: 1 } }));
      const second = bodyOf(await viewer.listPatchHistory({ query: { limit: 1, cursor: first.next_cursor ?? '' } }));
      expect([...first.items, ...second.items].map(({ id }) => id)).toEqual([next.id, patch.id]);
      patch = await remediate();
    },
    itsMs,
  );

  it(
    'pushes a branch, and makes the patch anew when the default branch changes its files',
    async () => {
      await approve(patch.id);
      const delivered = await comesTo(patch.id, 'delivered');
      expect(delivered.delivery).toMatchObject({ forge: 'local', mode: 'branch', state: 'branch_pushed' });
      const open = bodyOf(await viewer.listPullRequests({ query: {} })).items;
      expect(open.map(({ patch_id }) => patch_id)).toEqual([patch.id]);
      expect(refusalOf(await api.retryDelivery({ params: { id: open[0]?.id ?? '' } }))).toBe('409 eureka.not_ended');
      const lock = join(estate.project, 'package-lock.json');
      writeFileSync(lock, readFileSync(lock, 'utf8').replace(/\n*$/, '\n\n'));
      estate.git('commit', '--quiet', '--all', '--message=Another end');
      estate.git('push', '--quiet', 'origin', 'main');
      await scan();
      const superseded = await comesTo(patch.id, 'superseded');
      expect(superseded.status_reason).toContain('package-lock.json');
      expect(superseded.delivery?.state).toBe('closed');
      expect(estate.git('ls-remote', '--heads', 'origin').split('\n')).toHaveLength(1);
      patch = await patchThat('a new one waits', (each) => inReview(each) && each.id !== patch.id);
      expect(patch.base_commit).toBe(estate.git('rev-parse', 'HEAD'));
    },
    itsMs,
  );

  it(
    'takes a branch that somebody deleted for a no, and what it was about is open again',
    async () => {
      await approve(patch.id);
      const { branch_name } = await comesTo(patch.id, 'delivered');
      estate.git('--git-dir', estate.origin, 'branch', '--quiet', '-D', branch_name ?? '');
      await scan();
      const back = await comesTo(patch.id, 'rolled_back');
      expect(back).toMatchObject({
        status_reason: 'its branch is gone without a merge',
        delivery: { state: 'closed' },
      });
      await findingIs('confirmed');
      patch = await remediate();
    },
    itsMs,
  );

  it(
    'says why a delivery failed, tries again when it is asked, and verifies what people merged by hand',
    async () => {
      renameSync(estate.origin, `${estate.origin}.away`);
      await approve(patch.id);
      let delivery: PatchDetail['delivery'];
      const failed = async () => {
        delivery = (await comesTo(patch.id, 'delivering')).delivery;
        return delivery?.state === 'failed';
      };
      await until('the delivery failed', failed, { withinMs, state: () => delivery });
      expect(delivery).toMatchObject({ attempts: 1, last_error: expect.stringContaining('origin') });
      expect(bodyOf(await viewer.listPullRequests({ query: {} })).items).toMatchObject([{ id: delivery?.id }]);
      renameSync(`${estate.origin}.away`, estate.origin);
      const again = bodyOf(await api.retryDelivery({ params: { id: delivery?.id ?? '' } }));
      expect(again.state).toBe('queued');
      const { branch_name, commit_sha } = await comesTo(patch.id, 'delivered');
      // A scan that finds nothing new at the forge changes nothing.
      await scan();
      estate.git('--git-dir', estate.origin, 'update-ref', 'refs/heads/main', `refs/heads/${branch_name}`);
      estate.git('pull', '--quiet', '--ff-only', 'origin', 'main');
      await scan();
      const verified = await comesTo(patch.id, 'verified');
      expect(verified).toMatchObject({ merge_commit: commit_sha, delivery: { state: 'merged', attempts: 2 } });
      expect(verified.evidence.map(({ purpose }) => purpose)).toEqual(['validate', 'reverify']);
      await findingIs('resolved');
      // The scan saw the merge before its check did, and left it to that.
      const [finding] = bodyOf(await api.listFindings({ query: { project: 'shop' } })).items;
      expect(finding?.resolution).toBe('patched');
    },
    itsMs,
  );

  it(
    'hands a project without git a patch file, and sees by its files that somebody took it',
    async () => {
      const plain = join(estate.root, 'plain');
      const skipped = ['.git', 'node_modules'].map((name) => join(estate.project, name));
      cpSync(estate.project, plain, { recursive: true, filter: (from) => !skipped.includes(from) });
      writeFileSync(join(plain, 'package-lock.json'), estate.git('show', 'HEAD~1:package-lock.json'));
      const source = { kind: 'path', location: plain } as const;
      bodyOf(await api.createProject({ body: { name: 'Plain', slug: 'plain', source } }));
      const waiting = await patchThat('a patch waits for people', inReview, 'plain');
      expect(waiting.base_commit).toBe('');
      await approve(waiting.id);
      const delivered = await comesTo(waiting.id, 'delivered', 'plain');
      expect(delivered.delivery).toMatchObject({ mode: 'patch_file', links: { patch_file: expect.any(String) } });
      const taken = join(estate.dataDir, 'plain.patch');
      writeFileSync(taken, await (await get(delivered.links['file'] ?? '')).text());
      estate.git('-C', plain, 'apply', taken);
      await scan('plain');
      const verified = await comesTo(waiting.id, 'verified', 'plain');
      expect(verified.delivery?.state).toBe('merged');
      expect(verified.history.map(({ to }) => to)).toContain('merged');
      await findingIs('resolved', 'plain');
    },
    itsMs,
  );
});
