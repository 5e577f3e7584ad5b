import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SampleWorkspace, sampleWorkspace } from '../testing/sample-workspace.ts';

let workspace: SampleWorkspace;

beforeAll(async () => {
  workspace = await sampleWorkspace();
  workspace.write('audit.json', JSON.stringify(npmAudit));
  workspace.write('trivy.json', JSON.stringify(trivy));
});
afterAll(() => workspace.dispose());

/** What `npm audit --json` says of minimist, and of a package that our sample knows nothing about. */
const npmAudit = {
  auditReportVersion: 2,
  vulnerabilities: {
    minimist: {
      name: 'minimist',
      severity: 'critical',
      via: [
        {
          source: 1,
          name: 'minimist',
          title: 'Prototype Pollution in minimist',
          url: 'https://github.com/advisories/GHSA-xvch-5gv4-984h',
          severity: 'critical',
          range: '<1.2.6',
        },
      ],
      effects: [],
      range: '<1.2.6',
      nodes: ['node_modules/minimist'],
      fixAvailable: true,
    },
  },
};

const trivy = {
  SchemaVersion: 2,
  Trivy: { Version: '0.60.0' },
  Results: [
    {
      Target: 'package-lock.json',
      Class: 'lang-pkgs',
      Type: 'npm',
      Vulnerabilities: [
        {
          VulnerabilityID: 'CVE-2021-44906',
          PkgName: 'minimist',
          InstalledVersion: '1.2.5',
          FixedVersion: '1.2.6',
          Severity: 'CRITICAL',
        },
        {
          VulnerabilityID: 'CVE-2026-99999',
          PkgName: 'accepts',
          InstalledVersion: '1.3.7',
          Severity: 'HIGH',
          Title: 'Something that only trivy knows',
        },
      ],
    },
  ],
};

describe('--import', () => {
  it('joins what another tool says with our own finding of the flaw', async () => {
    const own = await workspace.scan(['npm-shop']);
    const { code, report } = await workspace.scan(['npm-shop', '--import', 'audit.json', '--import', 'trivy.json']);
    expect(code).toBe(1);
    expect(report.findings).toHaveLength(own.report.findings.length + 1);
    const [minimist] = report.findings.filter((finding) => finding.package.name === 'minimist');
    expect(minimist?.sources).toEqual(['maximus', 'npm-audit', 'trivy']);
    const foreign = report.findings.find((finding) => finding.primary_id === 'CVE-2026-99999');
    expect(foreign).toMatchObject({ severity: 'high', sources: ['trivy'], summary: 'Something that only trivy knows' });
    expect(foreign?.occurrences[0]).toMatchObject({ file: 'package-lock.json', direct: false });
    expect(report.sources.map(({ id, kind, status }) => [id, kind, status])).toEqual(
      expect.arrayContaining([
        ['npm-audit', 'import', 'ok'],
        ['trivy', 'import', 'ok'],
      ]),
    );
  });

  it.each([
    ['absent.json', undefined],
    ['words.json', 'not json'],
    ['other.json', '{"some": "document"}'],
  ])('says that %s could not be read, and goes on', async (file, content) => {
    if (content !== undefined) workspace.write(file, content);
    const { code, report } = await workspace.scan(['low', '--import', file], await lowFolder());
    expect(code).toBe(2);
    expect(report.incomplete).toMatchObject([{ kind: 'import', subject: file }]);
    expect(report.sources.find(({ id }) => id === file)).toMatchObject({ kind: 'import', status: 'failed' });
  });

  const lowFolder = async () => {
    const lock = { lockfileVersion: 3, packages: { '': {}, 'node_modules/send': { version: '0.17.1' } } };
    workspace.write('low/package-lock.json', JSON.stringify(lock));
    return {};
  };
});

describe('--with', () => {
  const tool = (name: string, script: string) => {
    const file = workspace.write(`bin/${name}`, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return { environment: { MAXIMUS_DB: workspace.db, PATH: `${join(workspace.root, 'bin')}:/usr/bin:/bin` } };
  };

  it('runs the scanner in the folder and merges what it writes', async () => {
    const environment = tool('trivy', `test -f package-lock.json || exit 9\ncat "${workspace.root}/trivy.json"`);
    const { report } = await workspace.scan(['npm-shop', '--with', 'trivy'], environment);
    expect(report.sources.find(({ id }) => id === 'trivy')).toMatchObject({ kind: 'backend', status: 'ok' });
    expect(report.findings.some(({ primary_id }) => primary_id === 'CVE-2026-99999')).toBe(true);
    const file = await workspace.scan(['npm-shop/package-lock.json', '--with', 'trivy'], environment);
    expect(file.report.findings.some(({ primary_id }) => primary_id === 'CVE-2026-99999')).toBe(true);
  });

  it.each([
    ['fails', 'grype', 'echo "no database" >&2; exit 7', 'exit 7: no database'],
    ['is killed', 'grype', 'kill -9 $$', 'exit by signal'],
    ['writes something else', 'grype', 'echo hello', ''],
    ['is not there', 'osv-scanner', undefined, 'osv-scanner is not on PATH'],
  ])('lists a scanner that %s under "could not check"', async (_, name, script, says) => {
    const environment = tool(script === undefined ? 'unused' : name, script ?? 'true');
    const { code, report } = await workspace.scan(['npm-shop', '--with', name, '--fail-on', 'none'], environment);
    expect(code).toBe(2);
    expect(report.incomplete).toMatchObject([{ kind: 'backend', subject: name }]);
    expect(report.incomplete[0]?.message).toContain(says);
    expect(report.sources.find(({ id }) => id === name)).toMatchObject({ kind: 'backend', status: 'failed' });
    expect(report.findings.length).toBeGreaterThan(0);
  });

  it('stops a scanner when the scan is interrupted', async () => {
    const interrupt = new AbortController();
    const { environment } = tool('grype', 'exec sleep 60');
    const { backends } = await import('./backends/registry.ts');
    const { runBackend } = await import('./backends/run-backend.ts');
    const backend = backends.find(({ id }) => id === 'grype');
    expect(backend).toBeDefined();
    if (backend === undefined) return;
    const running = runBackend(backend, { folder: workspace.root, environment, signal: interrupt.signal });
    interrupt.abort();
    expect(await running).toMatchObject({
      ok: false,
      error: { code: 'cli.backend_failed', message: 'grype: it was stopped' },
    });
  });

  it('knows each tool that the option offers, and none other', async () => {
    const { commands } = await import('../commands/registry.ts');
    const { backends } = await import('./backends/registry.ts');
    const option = commands.find(({ name }) => name === 'scan')?.options.find(({ name }) => name === 'with');
    expect([...(option?.choices ?? [])].sort()).toEqual(backends.map(({ id }) => id));
    expect((await workspace.run(['scan', '--with', 'nessus'])).code).toBe(3);
  });
});
