import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buildIndex } from '@maximus/advisories';
import {
  archiveProject,
  cancelScan,
  createProject,
  explainApv,
  getApv,
  getMetrics,
  getProject,
  getScan,
  listApvHistory,
  listApvs,
  listProjects,
  listScans,
  removeTestApvs,
  scanProject,
  startScan,
  triggerTestApv,
  uploadSbom,
} from '@maximus/contracts';
import { systemClock, unwrap } from '@maximus/kernel';
import { openTestDatabase, type TestDatabase } from '@maximus/storage/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type RunningOraculo, runOraculo } from './testing/running.ts';
import { advisoryFile, unpackTestData } from './testing/test-data.ts';

const archive = unpackTestData('projects.tar.gz');
const name =
  archive === undefined ? 'the estate on real lock files (needs projects.tar.gz)' : 'the estate on real lock files';
const within = { timeout: 280_000, interval: 250 };

describe.skipIf(archive === undefined)(name, { timeout: 600_000 }, () => {
  const dir = mkdtempSync(join(tmpdir(), 'maximus-estate-'));
  const folder = archive as string;
  let database: TestDatabase;
  let oraculo: RunningOraculo;

  beforeAll(async () => {
    const from = ['osv-npm.jsonl.gz', 'osv-go.jsonl.gz', 'osv-crates.jsonl.gz', 'kev-2026-08-07.json'];
    unwrap(await buildIndex({ out: dir, from: from.map(advisoryFile), clock: systemClock }));
    database = await openTestDatabase({ poolSize: 10 });
    oraculo = await runOraculo({
      database: database.database,
      clock: systemClock,
      indexDir: dir,
      config: { source: { roots: [folder] }, test: { endpoints: true }, index: { max_age: '36500d' } },
    });
  }, 300_000);
  afterAll(async () => {
    await oraculo[Symbol.asyncDispose]();
    await database.close();
    for (const each of [dir, folder]) rmSync(each, { recursive: true, force: true });
  });

  const finished = async () => {
    const { items } = (await oraculo.call(listScans, { query: { limit: '200' } })).body as {
      items: { state: string }[];
    };
    expect(items.length).toBeGreaterThan(0);
    expect(items.filter(({ state }) => state === 'queued' || state === 'running')).toEqual([]);
    return items;
  };

  test('first start registers every project once, scans it, and finds what is known', async () => {
    const registered = await oraculo.running.value.registerExamples(folder);
    expect(registered.length).toBe(
      readdirSync(folder, { withFileTypes: true }).filter((each) => each.isDirectory()).length,
    );
    expect(await oraculo.running.value.registerExamples(folder)).toEqual([]);
    const scans = await vi.waitFor(finished, within);
    expect(scans.filter(({ state }) => state === 'failed')).toEqual([]);
    const projects = (await oraculo.call(listProjects, { query: { limit: '200' } })).body as {
      items: { component_count: number }[];
    };
    expect(projects.items.length).toBe(registered.length);
    expect(projects.items.some(({ component_count }) => component_count > 500)).toBe(true);
    const page = (await oraculo.call(listApvs)).body as {
      items: { priority: string }[];
      counts: { priority: { critical: number } };
    };
    expect(page.items[0]?.priority).toBe('critical');
    expect(page.counts.priority.critical).toBeGreaterThan(0);
  });

  test('both directions agree on every component, and no finding is there twice', async () => {
    expect(await oraculo.running.value.checkDrift()).toBe(0);
    const { kysely } = database.database;
    const findings = await kysely.selectFrom('finding').select(['project_key', 'component_key', 'group_key']).execute();
    const keys = findings.map((each) => `${each.project_key}/${each.component_key}/${each.group_key}`);
    expect(new Set(keys).size).toBe(keys.length);
    const expected = await kysely
      .selectFrom('component_match as m')
      .innerJoin('occurrence as o', 'o.component_key', 'm.component_key')
      .select(['o.project_key', 'm.component_key', 'm.group_key'])
      .distinct()
      .execute();
    expect(keys.sort()).toEqual(
      expected.map((each) => `${each.project_key}/${each.component_key}/${each.group_key}`).sort(),
    );
  });

  test('every sort pages through all APVs without a gap or a repeat', async () => {
    const all = (await database.database.kysely.selectFrom('apv').select('id').execute()).length;
    for (const sort of [
      'priority',
      'due_at',
      '-due_at',
      'cvss',
      'epss',
      'detected',
      'modified',
      'services',
      '-services',
    ]) {
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const query: object = { sort, limit: '100', ...(cursor === '' ? {} : { cursor }) };
        const page = (await oraculo.call(listApvs, { query })).body as {
          items: { id: string }[];
          next_cursor: string | null;
        };
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.next_cursor;
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.length).toBe(all);
    }
  });

  test('an APV is found by id, code, CVE and alias, and explains itself', async () => {
    const page = (await oraculo.call(listApvs, { query: { ecosystem: 'npm', limit: '1' } })).body as {
      items: { id: string; code: string; primary_id: string; aliases: string[] }[];
    };
    const [apv] = page.items;
    for (const id of [apv?.id, apv?.code.toLowerCase(), apv?.primary_id.toLowerCase(), apv?.aliases.at(-1)]) {
      const found = (await oraculo.call(getApv, { params: { id } })).body as {
        id: string;
        findings: { project_slug: string }[];
      };
      expect(found.id).toBe(apv?.id);
      expect(found.findings.length).toBeGreaterThan(0);
      const why = await oraculo.call(explainApv, { params: { id, project_id: found.findings[0]?.project_slug } });
      expect(why.body).toMatchObject({ in_use: true, components: [{ verdict: 'matched' }] });
    }
    const history = (await oraculo.call(listApvHistory, { params: { id: apv?.id } })).body as { items: object[] };
    expect(history.items).toMatchObject([{ to: 'detected', version: 1 }]);
    await expect(oraculo.call(getApv, { params: { id: 'CVE-1999-0000' } })).rejects.toMatchObject({
      code: 'oraculo.apv_not_found',
    });
  });

  test('an uploaded SBOM is imported at once, and a bad one is refused with its fault', async () => {
    const bom = {
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      components: [{ type: 'library', name: 'lodash', version: '4.17.10', purl: 'pkg:npm/lodash@4.17.10' }],
    };
    const upload = (text: string) => ({ upload: { stream: Readable.from([Buffer.from(text)]), fields: new Map() } });
    const query = { project: 'Uploaded Shop', create: 'true' };
    const answer = await oraculo.call(uploadSbom, { query, ...upload(JSON.stringify(bom)) });
    expect(answer.status).toBe(202);
    const { project_id } = answer.body as { project_id: string };
    await vi.waitFor(finished, within);
    const project = (await oraculo.call(getProject, { params: { id: project_id } })).body;
    expect(project).toMatchObject({
      slug: 'uploaded-shop',
      component_count: 1,
      finding_counts: { suspected: expect.any(Number) },
    });
    await expect(oraculo.call(uploadSbom, { query, ...upload('{"hello": 1}') })).rejects.toMatchObject({
      code: 'oraculo.sbom_invalid',
    });
    const { kysely } = database.database;
    expect(await kysely.selectFrom('content').select('kind').where('kind', '=', 'upload').execute()).toEqual([]);
  });

  test('projects are registered, scanned and archived; refused sources say why', async () => {
    const source = { kind: 'path', location: '/etc' };
    await expect(oraculo.call(createProject, { body: { name: 'x', source } })).rejects.toMatchObject({
      code: 'oraculo.source_refused',
    });
    const git = { kind: 'git', location: 'https://127.0.0.1/x.git' };
    await expect(oraculo.call(createProject, { body: { name: 'x', source: git } })).rejects.toMatchObject({
      code: 'oraculo.source_refused',
    });
    const file = { kind: 'git', location: 'file:///etc' };
    await expect(oraculo.call(createProject, { body: { name: 'x', source: file } })).rejects.toMatchObject({
      code: 'oraculo.source_refused',
    });
    const again = await oraculo.call(scanProject, { params: { id: 'uploaded-shop' } });
    expect(again.status).toBe(202);
    await vi.waitFor(finished, within);
    const { scan_id } = again.body as { scan_id: string };
    expect((await oraculo.call(getScan, { params: { id: scan_id } })).body).toMatchObject({
      state: 'failed',
      errors: [{ code: 'oraculo.source_refused' }],
    });
    await expect(oraculo.call(cancelScan, { params: { id: scan_id } })).rejects.toMatchObject({
      code: 'oraculo.scan_finished',
    });
    const archived = (await oraculo.call(archiveProject, { params: { id: 'uploaded-shop' } })).body;
    expect(archived).toMatchObject({ archived: true, finding_counts: { retracted: expect.any(Number) } });
    expect((archived as { finding_counts: object }).finding_counts).not.toHaveProperty('suspected');
  });

  test('a second round changes nothing, and asks for every project at once', async () => {
    const before = await database.database.kysely.selectFrom('snapshot').select('key').execute();
    const answer = await oraculo.call(startScan, { body: {} });
    expect(answer.body).toMatchObject({ scans: expect.any(Number) });
    await vi.waitFor(finished, within);
    expect(await database.database.kysely.selectFrom('snapshot').select('key').execute()).toEqual(before);
  });

  test('metrics carry their age and their sample sizes', async () => {
    const answer = await oraculo.call(getMetrics);
    expect(answer.body).toMatchObject({ range: '24h', sample_sizes: { mttr: 0 }, success_rate: null });
    expect(Number(answer.headers?.['age'])).toBeGreaterThanOrEqual(0);
  });

  test('a test APV is real in every respect and leaves no trace', async () => {
    const made = await oraculo.call(triggerTestApv, { body: { cve_id: 'CVE-2026-TEST', severity: 'critical' } });
    expect(made.status).toBe(202);
    const { apv_id, event_id } = made.body as { apv_id: string; event_id: string };
    expect(event_id).toMatch(/^evt_/);
    expect((await oraculo.call(getApv, { params: { id: 'cve-2026-test' } })).body).toMatchObject({
      id: apv_id,
      source_feed: 'test',
      priority: 'critical',
      status: 'detected',
    });
    expect((await oraculo.call(removeTestApvs)).body).toEqual({ removed: 1 });
    await expect(oraculo.call(getApv, { params: { id: 'cve-2026-test' } })).rejects.toMatchObject({
      code: 'oraculo.apv_not_found',
    });
  });
});
