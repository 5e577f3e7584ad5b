import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  type Endpoint,
  exportApvs,
  exportFindings,
  type FindingSummary,
  getProjectReport,
  getProjectSbom,
  getProjectVex,
  listApvs,
  listFindings,
  ScanReport,
} from '@maximus/contracts';
import { readXml } from '@maximus/inventory';
import { parseId, unwrap } from '@maximus/kernel';
import { cyclonedxFaults, sarifFaults } from '@maximus/reports/testing';
import { lockFindings, moveFindings } from '@maximus/storage';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ExamplesEstate, openExamplesEstate } from '../testing/examples-estate.ts';

let estate: ExamplesEstate;
let findings: readonly FindingSummary[];

beforeAll(async () => {
  estate = await openExamplesEstate();
  const query = { limit: '200' };
  findings = (await estate.read<{ items: readonly FindingSummary[] }>(listFindings, { query })).items;
}, 180_000);
afterAll(() => estate[Symbol.asyncDispose]());

const document = (endpoint: Endpoint, id: string, format: string) =>
  estate.read<string>(endpoint, { params: { id }, query: { format } });
const exported = async (endpoint: Endpoint, query: object) => text(await estate.read<Readable>(endpoint, { query }));

describe('of a project', () => {
  test('the bill of materials, in every format, has every component with its licences and digests', async () => {
    const bom = JSON.parse(await document(getProjectSbom, 'npm-shop', 'cyclonedx-json'));
    expect(cyclonedxFaults(bom)).toEqual([]);
    expect(bom.metadata.component.name).toBe('npm-shop');
    expect(bom.components.some((each: { hashes?: unknown }) => each.hashes !== undefined)).toBe(true);
    const xml = unwrap(readXml('bom.xml', await document(getProjectSbom, 'npm-shop', 'cyclonedx-xml')));
    const components = xml.children.find(({ name }) => name === 'components');
    expect(components?.children).toHaveLength(bom.components.length);
    const spdx = JSON.parse(await document(getProjectSbom, 'npm-shop', 'spdx-json'));
    expect(spdx.packages).toHaveLength(bom.components.length + 1);
  });

  test('the report finds what the estate found, and says so in every format', async () => {
    const own = findings.filter(({ project_slug }) => project_slug === 'npm-shop');
    const report = ScanReport.parse(JSON.parse(await document(getProjectReport, 'npm-shop', 'json')));
    const keyOf = (id: string, name: string, version = '') => `${id} ${name}@${version}`;
    expect(
      report.findings.map((each) => keyOf(each.primary_id, each.package.name, each.package.version)).sort(),
    ).toEqual(own.map((each) => keyOf(each.primary_id, each.package, each.locked_version)).sort());
    expect(sarifFaults(JSON.parse(await document(getProjectReport, 'npm-shop', 'sarif')))).toEqual([]);
    expect(await document(getProjectReport, 'npm-shop', 'html')).toContain('<html');
    const rows = (await document(getProjectReport, 'npm-shop', 'csv')).split('\r\n');
    expect(rows.filter((row) => row.startsWith('finding,'))).toHaveLength(own.length);
    expect(rows.filter((row) => row.startsWith('could_not_check,'))).toHaveLength(report.incomplete.length);
  });

  test('what was decided is held back in the report and stated in the VEX', async () => {
    const [decided] = findings.filter(({ project_slug }) => project_slug === 'python-notes');
    const vex = {
      status: 'not_affected',
      justification: 'vulnerable_code_not_in_execute_path',
      impact_statement: 'never called',
      author: 'anna',
    };
    const id = parseId('fnd', decided?.id ?? '') ?? '';
    const change = { atMs: Date.now(), actor: 'reviewer', by: 'anna', correlationId: 'test' } as const;
    await estate.database.transaction(async (tx) => {
      const [finding] = await lockFindings(tx, [id]);
      if (finding === undefined) throw new Error('the finding is gone');
      await moveFindings(tx, [{ finding, to: 'not_affected', reason: 'never called', vex }], change);
    });
    const report = ScanReport.parse(JSON.parse(await document(getProjectReport, 'python-notes', 'json')));
    expect(report.ignored).toHaveLength(1);
    expect(report.ignored[0]).toMatchObject({
      finding: { primary_id: decided?.primary_id },
      rule: { owner: 'anna', reason: 'vulnerable_code_not_in_execute_path: never called' },
    });
    expect(report.findings.map(({ primary_id }) => primary_id)).not.toContain(decided?.primary_id);
    const openvex = JSON.parse(await document(getProjectVex, 'python-notes', 'openvex'));
    expect(openvex.statements).toContainEqual(
      expect.objectContaining({
        status: 'not_affected',
        justification: 'vulnerable_code_not_in_execute_path',
        vulnerability: expect.objectContaining({ name: decided?.primary_id }),
      }),
    );
    expect(cyclonedxFaults(JSON.parse(await document(getProjectVex, 'python-notes', 'cyclonedx')))).toEqual([]);
  });
});

describe('of a list', () => {
  test('findings as CSV and JSON are all of them, once', async () => {
    const csv = await exported(exportFindings, { format: 'csv' });
    const ids = csv.split('\r\n').slice(1, -1);
    expect(ids.map((line) => line.split(',')[0]).sort()).toEqual(findings.map(({ id }) => id).sort());
    const json = JSON.parse(await exported(exportFindings, { format: 'json', project: 'go-gateway' }));
    const own = findings.filter(({ project_slug }) => project_slug === 'go-gateway');
    expect(json.items.map(({ id }: { id: string }) => id).sort()).toEqual(own.map(({ id }) => id).sort());
    expect(JSON.parse(await exported(exportFindings, { format: 'json', team: 'nobody' })).items).toEqual([]);
  });

  test('SARIF is valid, and every result has its rule', async () => {
    for (const endpoint of [exportFindings, exportApvs]) {
      const log = JSON.parse(await exported(endpoint, { format: 'sarif' }));
      expect(sarifFaults(log)).toEqual([]);
      const [run] = log.runs;
      const rules = new Set(run.tool.driver.rules.map(({ id }: { id: string }) => id));
      expect(run.results.length).toBeGreaterThan(0);
      expect(run.results.filter(({ ruleId }: { ruleId: string }) => !rules.has(ruleId))).toEqual([]);
      expect(rules.size).toBe(run.tool.driver.rules.length);
    }
  });

  test('CycloneDX is valid, every reference has its component, and nothing open reads as closed', async () => {
    for (const endpoint of [exportFindings, exportApvs]) {
      const bom = JSON.parse(await exported(endpoint, { format: 'cyclonedx' }));
      expect(cyclonedxFaults(bom)).toEqual([]);
      const refs = new Set(bom.components.map((each: Record<string, string>) => each['bom-ref']));
      const affects = bom.vulnerabilities.flatMap(({ affects }: { affects: { ref: string }[] }) => affects);
      expect(affects.length).toBeGreaterThan(0);
      expect(affects.filter(({ ref }: { ref: string }) => !refs.has(ref))).toEqual([]);
      const states = new Set(
        bom.vulnerabilities.map(({ analysis }: { analysis: { state: string } }) => analysis.state),
      );
      expect(states).toContain('in_triage');
    }
    const none = JSON.parse(await exported(exportFindings, { format: 'cyclonedx', team: 'nobody' }));
    expect(none.vulnerabilities).toEqual([]);
  });

  test('APVs as CSV and JSON are those of the list', async () => {
    const { items } = await estate.read<{ items: readonly { id: string }[] }>(listApvs, { query: { limit: '200' } });
    const json = JSON.parse(await exported(exportApvs, { format: 'json' }));
    expect(json.items.map(({ id }: { id: string }) => id).sort()).toEqual(items.map(({ id }) => id).sort());
    expect((await exported(exportApvs, { format: 'csv' })).split('\r\n')).toHaveLength(items.length + 2);
  });
});
