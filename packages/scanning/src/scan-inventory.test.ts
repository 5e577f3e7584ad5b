import type { IndexSource } from '@maximus/advisories';
import { memoryIndex } from '@maximus/advisories/testing';
import type { Component, ParsedFile } from '@maximus/inventory';
import { frozenClock } from '@maximus/kernel';
import { describe, expect, it } from 'vitest';
import type { IgnoreRule } from './ignore/rule.ts';
import { IncompleteList } from './incomplete.ts';
import { scanInventory } from './scan-inventory.ts';
import { defaultScanConfig, toSettings } from './settings.ts';

const clock = frozenClock('2026-11-20T15:00:00Z');

const minimist = {
  id: 'GHSA-xvch-5gv4-984h',
  modified: '2026-01-02T00:00:00Z',
  published: '2022-03-18T00:00:00Z',
  aliases: ['CVE-2021-44906'],
  summary: 'Prototype pollution in minimist',
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
  affected: [
    {
      package: { ecosystem: 'npm', name: 'minimist' },
      ranges: [
        { type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '0.2.4' }] },
        { type: 'SEMVER', events: [{ introduced: '1.0.0' }, { fixed: '1.2.6' }] },
      ],
    },
  ],
  references: [
    { type: 'WEB', url: 'https://example.test/a' },
    { type: 'WEB', url: 'javascript:alert(1)' },
  ],
  database_specific: { cwe_ids: ['CWE-1321'] },
};

const builtAt = { clock };

function component(name: string, version: string | undefined, over: Partial<Component> = {}): Component {
  return {
    key: name,
    ecosystem: 'npm',
    name,
    ...(version === undefined ? {} : { version }),
    purl: version === undefined ? `pkg:npm/${name}` : `pkg:npm/${name}@${version}`,
    scope: 'prod',
    direct: false,
    dependsOn: [],
    ...over,
  };
}

const tree: ParsedFile = {
  components: [
    component('mkdirp', '0.5.1', {
      direct: true,
      requested: '^0.5.0',
      dependsOn: [{ to: 'minimist', requested: '0.0.8' }],
    }),
    component('minimist', '0.0.8', { line: 12 }),
  ],
  roots: ['mkdirp'],
  problems: [],
};

function scan(
  parsed: ParsedFile,
  over: {
    records?: readonly unknown[];
    ignore?: readonly IgnoreRule[];
    config?: Partial<typeof defaultScanConfig>;
    now?: string;
    sources?: readonly IndexSource[];
  } = {},
) {
  const index = memoryIndex({
    records: (over.records ?? [minimist]) as never,
    ...builtAt,
    ...(over.sources === undefined ? {} : { sources: over.sources }),
  });
  return scanInventory({
    files: [{ label: 'package-lock.json', parsed }],
    reportFiles: [
      {
        path: 'package-lock.json',
        format: 'npm-package-lock',
        status: 'parsed',
        component_count: parsed.components.length,
      },
    ],
    incomplete: new IncompleteList(),
    index,
    settings: toSettings({ ...defaultScanConfig, ...over.config }, over.ignore),
    clock: over.now === undefined ? clock : frozenClock(over.now),
    version: '0.0.0',
  });
}

const rule: IgnoreRule = { id: 'cve-2021-44906', reason: 'not reachable', owner: 'team', until: '2026-12-31' };

describe('scanInventory', () => {
  it('reports one finding with its path, its line, its evidence and what fixes it', async () => {
    const report = await scan(tree);
    expect(report.findings).toHaveLength(1);
    expect(report.findings[0]).toMatchObject({
      primary_id: 'CVE-2021-44906',
      ids: ['CVE-2021-44906', 'GHSA-xvch-5gv4-984h'],
      package: { name: 'minimist', version: '0.0.8' },
      severity: 'critical',
      priority: 'critical',
      due_at: '2026-11-23T00:00:00.000Z',
      fixed_version: '0.2.4',
      fixable_by: 'parent_upgrade',
      occurrences: [{ file: 'package-lock.json', line: 12, path: ['mkdirp@0.5.1', 'minimist@0.0.8'] }],
      cwe_ids: ['CWE-1321'],
      references: ['https://example.test/a'],
      sources: ['maximus'],
    });
    expect(report).toMatchObject({ outcome: 'findings', exit_code: 1, check_state: 'ok' });
  });

  it('says that an ecosystem without advisories was not checked, and never passes', async () => {
    const other: ParsedFile = {
      components: [component('x', '1.0.0', { ecosystem: 'NuGet', purl: 'pkg:nuget/x@1.0.0' })],
      roots: [],
      problems: [],
    };
    const report = await scan(other);
    expect(report).toMatchObject({ outcome: 'could_not_check', exit_code: 2, check_state: 'incomplete' });
    expect(report.incomplete[0]).toMatchObject({
      kind: 'ecosystem',
      code: 'scanning.ecosystem_not_covered',
      subject: 'NuGet',
      count: 1,
    });
    const accepted = await scan(other, { config: { allow_incomplete: true } });
    expect(accepted).toMatchObject({ outcome: 'passed', exit_code: 0, check_state: 'incomplete' });
  });

  it('lets a finding win over what could not be checked, and says both', async () => {
    const both: ParsedFile = {
      ...tree,
      components: [...tree.components, component('y', '1', { key: 'y', ecosystem: 'Hex', purl: 'pkg:hex/y@1' })],
    };
    const report = await scan(both);
    expect(report.exit_code).toBe(1);
    expect(report.incomplete).toHaveLength(1);
  });

  it('reports a version that does not parse as not checked, never as unaffected', async () => {
    const odd: ParsedFile = { components: [component('minimist', 'not a version')], roots: [], problems: [] };
    const report = await scan(odd);
    expect(report.findings).toEqual([]);
    expect(report.incomplete[0]).toMatchObject({ kind: 'version', code: 'scanning.version_not_comparable' });
    expect(report.exit_code).toBe(2);
  });

  it('matches a manifest range with less confidence, and says that nothing is locked', async () => {
    const loose: ParsedFile = {
      components: [component('minimist', undefined, { direct: true, requested: '^1.2.0' })],
      roots: ['minimist'],
      problems: [],
    };
    const report = await scan(loose);
    expect(report.findings[0]?.confidence).not.toBe('high');
    expect(report.incomplete.map(({ code }) => code)).toContain('scanning.version_unknown');
    const strict = await scan(loose, { config: { min_confidence: 'high' } });
    expect(strict.findings).toEqual([]);
    expect(strict.filtered).toHaveLength(1);
    expect(strict.summary.filtered).toBe(1);
  });

  it('calls an old index stale, naming what depends on it', async () => {
    const safe: ParsedFile = { components: [component('minimist', '1.2.8')], roots: [], problems: [] };
    const report = await scan(safe, { now: '2027-01-20T00:00:00Z' });
    expect(report).toMatchObject({ check_state: 'stale', exit_code: 2 });
    expect(report.incomplete).toMatchObject([{ code: 'scanning.database_stale', subject: 'npm' }]);
    expect(report.incomplete[0]?.message).toContain('2026-11-20');
  });

  it('is not made fresh by a later build or another feed', async () => {
    const source = (id: string, kind: IndexSource['kind'], syncedAt: string): IndexSource => {
      return { id, kind, syncedAt, records: 1, quarantined: 0 };
    };
    const old = '2026-09-01T00:00:00.000Z';
    const fresh = '2026-11-20T00:00:00.000Z';
    const sources = [
      source('osv:npm', 'osv', old),
      source('osv:Go', 'osv', old),
      source('osv:PyPI', 'osv', fresh),
      source('kev', 'kev', old),
      source('epss', 'epss', fresh),
    ];
    const safe: ParsedFile = { components: [component('minimist', '1.2.8')], roots: [], problems: [] };
    const report = await scan(safe, { sources });
    expect(report).toMatchObject({ check_state: 'stale', exit_code: 2 });
    expect(report.incomplete.map(({ kind, subject }) => [kind, subject])).toEqual([
      ['database', 'kev'],
      ['database', 'npm'],
    ]);
    expect(report.incomplete[1]?.message).toContain('2026-09-01, 80 days ago');
  });

  it('is the same in two runs of one day', async () => {
    const [first, second] = [await scan(tree), await scan(tree, { now: '2026-11-20T23:59:59Z' })];
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  });
});

describe('ignore rules', () => {
  it('hold a finding back by any alias, with reason and owner in the report', async () => {
    const report = await scan(tree, { ignore: [rule] });
    expect(report).toMatchObject({ findings: [], outcome: 'passed', exit_code: 0, summary: { ignored: 1 } });
    expect(report.ignored[0]?.rule).toEqual({ reason: 'not reachable', owner: 'team', until: '2026-12-31', index: 0 });
  });

  it('fire again after their last day, and say so', async () => {
    const report = await scan(tree, { ignore: [{ ...rule, until: '2026-11-19' }] });
    expect(report.exit_code).toBe(1);
    expect(report.rules[0]).toMatchObject({ state: 'expired', findings: 1 });
    expect((await scan(tree, { ignore: [{ ...rule, until: '2026-11-20' }] })).exit_code).toBe(0);
  });

  it('announce what comes back within 14 days, and a rule that holds nothing', async () => {
    const report = await scan(tree, {
      ignore: [
        { ...rule, until: '2026-12-01' },
        { ...rule, id: 'CVE-1999-1' },
      ],
    });
    expect(report.rules.map(({ state, index }) => [state, index])).toEqual([
      ['expires_soon', 0],
      ['unused', 1],
    ]);
  });

  it.each([
    [{ package: 'other' }, 1],
    [{ package: 'minimist', versions: '<1' }, 0],
    [{ versions: '>=1' }, 1],
    [{ ecosystem: 'PyPI' }, 1],
    [{ ecosystem: 'npm', path: '*.json' }, 0],
    [{ path: 'services/**' }, 1],
  ])('hold only what they name: %j', async (part, exit) => {
    expect((await scan(tree, { ignore: [{ ...rule, ...part }] })).exit_code).toBe(exit);
  });
});
