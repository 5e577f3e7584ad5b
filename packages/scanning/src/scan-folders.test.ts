import { join } from 'node:path';
import { memoryIndex } from '@maximus/advisories/testing';
import { type Clock, frozenClock } from '@maximus/kernel';
import { describe, expect, it } from 'vitest';
import { type ScanFoldersInput, scanFolders } from './scan-folders.ts';
import { createImportSearch } from './search-imports.ts';
import { defaultScanConfig, toSettings } from './settings.ts';
import { npmLock, projectFolder } from './testing/project-folder.ts';

const clock = frozenClock('2026-11-20T15:00:00Z');

function record(id: string, ecosystem: string, name: string, more: object = {}) {
  const ranges = [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '9.0.0' }] }];
  const severity = [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }];
  return {
    id,
    modified: '2026-01-02T00:00:00Z',
    severity,
    affected: [{ package: { ecosystem, name }, ranges }],
    ...more,
  };
}

const index = memoryIndex({
  records: [
    record('T-1', 'npm', 'alpha', { details: '\n\nThe first line says it.\nMore.' }),
    record('T-2', 'npm', 'beta', { summary: '  ', aliases: ['CVE-2026-10001'] }),
    record('T-5', 'npm', 'delta', { aliases: ['CVE-2026-10002'] }),
    record('T-6', 'npm', 'delta', { aliases: ['CVE-2026-10002'], summary: 'The other record says it.' }),
    record('T-3', 'PyPI', 'jinja2'),
    record('T-4', 'Go', 'example.com/gamma'),
    record('T-7', 'npm', 'lodash', { aliases: ['CVE-2021-23337'] }),
    {
      id: 'MAL-1',
      modified: '2026-01-02T00:00:00Z',
      affected: [{ package: { ecosystem: 'npm', name: 'evil' }, versions: ['1.0.0'] }],
    },
  ],
  kev: [{ cve_id: 'CVE-2026-10001', date_added: '2026-02-01' } as never],
  epss: [{ cve_id: 'CVE-2026-10001', probability: 0.7, percentile: 0.99, date: '2026-11-19' } as never],
});

function scan(root: string, over: Partial<ScanFoldersInput> & { config?: Partial<typeof defaultScanConfig> } = {}) {
  const { config, ...rest } = over;
  return scanFolders({
    roots: ['.'],
    workingFolder: root,
    index,
    settings: toSettings({ ...defaultScanConfig, ...config }),
    clock,
    version: '0.0.0',
    ...rest,
  });
}

async function uses(root: string, over: Parameters<typeof scan>[1] = {}): Promise<Record<string, string>> {
  const { findings } = await scan(root, over);
  return Object.fromEntries(
    findings.map(({ package: { name }, reachability: { state, locations } }) => [
      name,
      [state, ...locations.map(({ file, line }) => `${file}:${line}`)].join(' '),
    ]),
  );
}

describe('scanFolders', () => {
  it('tells once what is wrong with a file that several others include', async () => {
    using project = projectFolder({
      'base.txt': 'jinja2==3.0\n=broken=\njinja2 @ https://example.test/x\n=broken=\n',
      'a/requirements.txt': '-r ../base.txt\n',
      'b/requirements.txt': '-r ../base.txt\n',
    });
    const { incomplete } = await scan(project.root);
    const broken = incomplete.filter(({ code }) => code === 'inventory.malformed');
    expect(broken.map(({ file, line, count }) => [file, line, count])).toEqual([
      ['base.txt', 2, 1],
      ['base.txt', 4, 1],
    ]);
  });

  it('reads every file of every root, under the name that the root was given', async () => {
    using project = projectFolder({
      'web/package-lock.json': npmLock({ alpha: '1.0.0' }),
      'tool/package-lock.json': npmLock({ beta: '1.0.0' }),
      'tool/src/a.js': "import 'beta';\n",
      'web/sub/Gemfile.lock': 'not a lock\n',
    });
    const progress: string[] = [];
    const report = await scan(project.root, { roots: ['web/', 'tool'], onProgress: (text) => progress.push(text) });
    expect(report.files.map(({ path }) => path)).toContain('web/package-lock.json');
    expect(report.findings.map(({ package: { name }, occurrences }) => [name, occurrences[0]?.file])).toEqual([
      ['beta', 'tool/package-lock.json'],
      ['alpha', 'web/package-lock.json'],
    ]);
    expect(report.findings[0]?.reachability.locations[0]?.file).toBe('tool/src/a.js');
    expect(progress).toContain('reading web/package-lock.json');
    expect(progress.at(-1)).toBe('matching');
    expect(report.incomplete.every(({ file }) => file === undefined || file.startsWith('web/'))).toBe(true);
  });

  it('takes one file as well', async () => {
    using project = projectFolder({ 'package-lock.json': npmLock({ alpha: '1.0.0' }) });
    const report = await scan(project.root, { roots: ['package-lock.json'] });
    expect(report.files.map(({ path }) => path)).toEqual(['package-lock.json']);
    expect(report.findings).toHaveLength(1);
  });

  it('throws for a root that is not there, and says that a folder without lock files was not checked', async () => {
    using project = projectFolder({ 'readme.txt': '' });
    await expect(scan(project.root, { roots: ['nowhere'] })).rejects.toMatchObject({ code: 'scanning.path_missing' });
    const report = await scan(project.root);
    expect(report).toMatchObject({ outcome: 'could_not_check', exit_code: 2 });
    expect(report.incomplete.map(({ code }) => code)).toEqual(['scanning.nothing_found']);
  });

  it('lists a file that did not parse, with its place, and the findings of the others', async () => {
    using project = projectFolder({
      'a/package-lock.json': npmLock({ alpha: '1.0.0' }),
      'b/package-lock.json': '{"lockfileVersion": 3, "packages": {',
    });
    const report = await scan(project.root, { roots: ['a', 'b'] });
    expect(report.files.map(({ path, status }) => [path, status])).toEqual([
      ['a/package-lock.json', 'parsed'],
      ['b/package-lock.json', 'failed'],
    ]);
    expect(report.incomplete[0]).toMatchObject({ kind: 'file', file: 'b/package-lock.json' });
    expect(report).toMatchObject({ exit_code: 1, check_state: 'incomplete' });
  });

  it('joins known exploitation, forecast and words of the records into the finding', async () => {
    const lock = npmLock({ alpha: '1.0.0', beta: '1.0.0', delta: '1.0.0', evil: '1.0.0' });
    using project = projectFolder({ 'package-lock.json': lock });
    const { findings, summary } = await scan(project.root);
    const of = (name: string) => findings.find((finding) => finding.package.name === name);
    expect(of('alpha')?.summary).toBe('The first line says it.');
    expect(of('delta')?.summary).toBe('The other record says it.');
    expect(of('beta')).toMatchObject({
      summary: 'CVE-2026-10001',
      kev: { cve_id: 'CVE-2026-10001' },
      epss: { probability: 0.7 },
    });
    expect(of('evil')).toMatchObject({ kind: 'malware', fixable_by: 'removal' });
    expect(summary).toMatchObject({ kev: 1, malware: 1, findings: 4 });
  });

  it('never filters malware, and fails for it whatever the threshold but none', async () => {
    using project = projectFolder({ 'package.json': JSON.stringify({ name: 'p', dependencies: { evil: '1.0.0' } }) });
    for (const [fail_on, code] of [
      ['critical', 1],
      ['kev', 1],
      ['none', 0],
    ] as const) {
      const report = await scan(project.root, { config: { fail_on, min_confidence: 'high', allow_incomplete: true } });
      expect(report.findings.map(({ kind }) => kind)).toEqual(['malware']);
      expect(report.exit_code).toBe(code);
    }
  });

  it('tells a merge where the files hold a package, in any spelling of its name', async () => {
    using project = projectFolder({ 'requirements.txt': 'Jinja2==2.0.0\n' });
    const seen: unknown[] = [];
    const report = await scan(project.root, {
      extras: {
        merge: async ({ findings, occurrencesOf, detectedAt }) => {
          seen.push(
            detectedAt,
            occurrencesOf({ ecosystem: 'PyPI', name: 'JINJA2' }).map(({ file }) => file),
          );
          seen.push(occurrencesOf({ ecosystem: 'PyPI', name: 'jinja2', version: '3.0.0' }));
          return { findings, sources: [{ id: 'other', kind: 'import', status: 'ok', findings: 0 }] };
        },
        compare: async (findings) => findings.map((finding) => ({ ...finding, is_new: false })),
      },
    });
    expect(seen).toEqual(['2026-11-20T00:00:00.000Z', ['requirements.txt'], []]);
    expect(report.sources.map(({ id }) => id)).toEqual(['maximus', 'other']);
    expect(report).toMatchObject({
      exit_code: 0,
      summary: { findings: 1, new_findings: 0 },
      policy: { baseline: true },
    });
  });
});

describe('the import search', () => {
  it('finds imports in JavaScript and in Python, and says where it found none', async () => {
    using project = projectFolder({
      'package-lock.json': npmLock({ alpha: '1.0.0', beta: '1.0.0' }),
      'src/a.ts': "// here\nimport { x } from 'alpha';\nx();\n",
      'requirements.txt': 'jinja2==2.0.0\n',
      'notes.py': 'import os\nfrom jinja2 import Template\n',
    });
    expect(await uses(project.root)).toEqual({
      alpha: 'imported src/a.ts:2',
      beta: 'not_imported',
      jinja2: 'imported notes.py:2',
    });
  });

  it('gives a source to the nearest lock file above it', async () => {
    using project = projectFolder({
      'package-lock.json': npmLock({ alpha: '1.0.0' }),
      'a.js': 'console.log(1);\n',
      'inner/package-lock.json': npmLock({ alpha: '2.0.0' }),
      'inner/b.js': "require('alpha');\n",
    });
    const { findings } = await scan(project.root);
    expect(
      Object.fromEntries(findings.map((finding) => [finding.package.version, finding.reachability.state])),
    ).toEqual({ '1.0.0': 'not_imported', '2.0.0': 'imported' });
  });

  it('credits no import to an SBOM, nor to a folder whose source another lock file governs', async () => {
    const component = { type: 'library', name: 'beta', version: '1.0.0', purl: 'pkg:npm/beta@1.0.0' };
    using project = projectFolder({
      'package-lock.json': npmLock({ alpha: '1.0.0' }),
      'bom.json': JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components: [component] }),
      'svc/package-lock.json': npmLock({ harmless: '1.0.0' }),
      'svc/z.js': "import 'alpha';\nimport 'beta';\n",
    });
    expect(await uses(project.root)).toEqual({ alpha: 'unknown', beta: 'unknown' });
  });

  it('counts a package as imported where any of its places imports it', async () => {
    using project = projectFolder({
      'a/package-lock.json': npmLock({ alpha: '1.0.0' }),
      'a/a.js': 'console.log(1);\n',
      'b/package-lock.json': npmLock({ alpha: '1.0.0' }),
      'b/b.js': "require('alpha');\n",
    });
    expect(await uses(project.root)).toEqual({ alpha: 'imported b/b.js:1' });
    expect(await uses(project.root, { roots: ['a', 'b'] })).toEqual({ alpha: 'imported b/b.js:1' });
  });

  it('does not search where it is switched off, where no source is, and what it cannot read', async () => {
    using project = projectFolder({
      'package-lock.json': npmLock({ alpha: '1.0.0' }),
      'go.mod': 'module example.com/m\n\ngo 1.22\n\nrequire example.com/gamma v1.0.0\n',
      'go.sum': '',
    });
    const found = await uses(project.root);
    expect(found).toMatchObject({ alpha: 'unknown', 'example.com/gamma': 'unknown' });
    using sources = projectFolder({ 'package-lock.json': npmLock({ alpha: '1.0.0' }), 'a.js': "import 'alpha';\n" });
    expect(await uses(sources.root, { config: { reachability: false } })).toEqual({ alpha: 'unknown' });
    expect(await uses(sources.root, { config: { exclude: ['*.js'] } })).toEqual({ alpha: 'unknown' });
  });

  it('says whether the flawed function is used, and lowers what nothing uses without hiding it', async () => {
    const reported = async (text: string) => {
      using project = projectFolder({ 'package-lock.json': npmLock({ lodash: '1.0.0' }), 'a.js': text });
      const { findings } = await scan(project.root);
      const [finding] = findings;
      const { verdict, state, locations } = finding?.reachability ?? { locations: [] };
      return [
        findings.length,
        state,
        verdict,
        locations[0]?.symbol,
        finding?.priority_reasons.some(({ code }) => code === 'not-called'),
      ];
    };
    expect(await reported("const _ = require('lodash');\n_.template(x);\n")).toEqual([
      1,
      'reachable',
      'reachable',
      'template',
      false,
    ]);
    expect(await reported("const _ = require('lodash');\n_.map(x);\n")).toEqual([
      1,
      'imported',
      'unreachable',
      undefined,
      true,
    ]);
    expect((await reported("const _ = require('lodash');\n_[x]();\n")).slice(0, 3)).toEqual([
      1,
      'imported',
      'not_decidable',
    ]);
  });

  it('says nothing of a folder that went away, and never "not imported" after a walk that was cut short', async () => {
    using project = projectFolder({
      'package-lock.json': npmLock({ alpha: '1.0.0' }),
      'a.js': 'console.log(1);\n',
      'z/b.js': "import 'alpha';\n",
    });
    const component = {
      key: 'alpha',
      ecosystem: 'npm',
      name: 'alpha',
      version: '1.0.0',
      purl: 'pkg:npm/alpha@1.0.0',
      scope: 'prod',
      direct: true,
      dependsOn: [],
    } as const;
    const file = { label: 'package-lock.json', parsed: { components: [component], roots: ['alpha'], problems: [] } };
    const place = { file, component, path: () => [], requirements: () => [] };
    const scanned = { ecosystem: 'npm', name: 'alpha', version: '1.0.0', purl: component.purl, places: [place] };
    const search = (folder: string, with_: Clock, signal?: AbortSignal) =>
      createImportSearch({
        roots: [{ folder, prefix: '' }],
        files: [file],
        exclude: [],
        clock: with_,
        ...(signal === undefined ? {} : { signal }),
      })([scanned]);
    expect((await search(join(project.root, 'gone'), clock)).size).toBe(0);
    let now = clock.now();
    const hurried = { ...clock, now: () => (now += 50_000) };
    const late = await search(project.root, hurried);
    expect(late.get(component.purl)?.state).not.toBe('not_imported');
    const aborted = await search(project.root, clock, AbortSignal.abort());
    expect(aborted.get(component.purl)?.state).not.toBe('not_imported');
    const whole = await search(project.root, clock);
    expect(whole.get(component.purl)?.state).toBe('imported');
  });
});
