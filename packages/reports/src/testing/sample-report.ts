import type { Incomplete, ReportFinding, ScanReport } from '@maximus/contracts';

/** A finding of lodash 4.17.15, with parts replaced. */
export function sampleFinding(parts: Partial<ReportFinding> = {}): ReportFinding {
  return {
    group_id: 'agr_00000000000000000000000001',
    primary_id: 'CVE-2021-23337',
    ids: ['CVE-2021-23337', 'GHSA-35jh-r3h4-6jhm'],
    kind: 'vulnerability',
    summary: 'Command injection through the template function',
    package: { ecosystem: 'npm', name: 'lodash', version: '4.17.15', purl: 'pkg:npm/lodash@4.17.15' },
    occurrences: [
      {
        file: 'web/package-lock.json',
        line: 12,
        scope: 'prod',
        direct: false,
        path: ['grunt@1.0.0', 'lodash@4.17.15'],
      },
    ],
    severity: 'high',
    cvss: {
      version: '3.1',
      base_score: 7.2,
      severity: 'HIGH',
      vector_string: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H',
      source: 'GHSA-35jh-r3h4-6jhm',
    },
    ssvc: {
      in_kev: false,
      publicly_exposed: true,
      automatable: false,
      technical_impact: 'total',
      outcome: '60_days',
      assumed: ['publicly_exposed'],
    },
    priority: 'high',
    priority_score: 44,
    priority_reasons: [{ code: 'cvss', text: 'CVSS 3.1 base score 7.2', effect: 'base', value: 'high' }],
    due_at: '2026-09-01T00:00:00.000Z',
    due_policy: 'cisa-bod-26-04',
    fixed_version: '4.17.21',
    fixed_versions: ['4.17.21'],
    fixable_by: 'parent_upgrade',
    matched_advisories: [
      {
        id: 'GHSA-35jh-r3h4-6jhm',
        reason: 'range',
        text: '4.17.15 is below 4.17.21, where it is fixed',
        introduced: '0',
        fixed: '4.17.21',
      },
    ],
    confidence: 'high',
    sources: ['maximus'],
    reachability: {
      state: 'imported',
      locations: [{ file: 'src/a.ts', line: 3, snippet: "import _ from 'lodash';" }],
      rule_version: '1',
    },
    cwe_ids: ['CWE-94'],
    references: ['https://example.test/advisory'],
    ...parts,
  };
}

/** One thing that could not be checked. */
export const sampleIncomplete: Incomplete = {
  kind: 'file',
  code: 'inventory.malformed',
  message: 'not valid TOML',
  help: 'Let the package manager write the file again.',
  file: 'api/poetry.lock',
  line: 4,
  count: 1,
};

const none = { critical: 0, high: 0, medium: 0, low: 0, none: 0, unknown: 0 };

/** A report with the given findings; everything else is quiet. */
export function sampleReport(findings: readonly ReportFinding[], parts: Partial<ScanReport> = {}): ScanReport {
  const by = { ...none };
  for (const { severity } of findings) by[severity]++;
  const priorities = { critical: 0, high: 0, medium: 0, low: 0 };
  for (const { priority } of findings) priorities[priority]++;
  const fixable = {
    lock_refresh: 0,
    direct_upgrade: 0,
    direct_major_upgrade: 0,
    parent_upgrade: 0,
    removal: 0,
    no_fix: 0,
  };
  for (const { fixable_by } of findings) fixable[fixable_by]++;
  const incomplete = parts.incomplete ?? [];
  return {
    schema: 'maximus.scan-report/1',
    tool: { name: 'maximus', version: '0.1.0' },
    check_state: incomplete.length === 0 ? 'ok' : 'incomplete',
    outcome: findings.length > 0 ? 'findings' : incomplete.length > 0 ? 'could_not_check' : 'passed',
    exit_code: findings.length > 0 ? 1 : incomplete.length > 0 ? 2 : 0,
    policy: {
      fail_on: 'low',
      fail_on_unknown: true,
      min_confidence: 'low',
      allow_incomplete: false,
      include: [],
      exclude: [],
      baseline: false,
    },
    index: { digest: 'd'.repeat(64), built_at: '2026-08-17T10:00:00.000Z', records: 80, sources: ['local:sample'] },
    summary: {
      files: 2,
      packages: 100,
      findings: findings.length,
      ignored: parts.ignored?.length ?? 0,
      filtered: 0,
      by_severity: by,
      by_priority: priorities,
      by_fixable: fixable,
      kev: findings.filter(({ kev }) => kev !== undefined).length,
      malware: findings.filter(({ kind }) => kind === 'malware').length,
    },
    findings: [...findings],
    ignored: [],
    filtered: [],
    rules: [],
    incomplete: [],
    files: [{ path: 'web/package-lock.json', format: 'npm-package-lock', status: 'parsed', component_count: 100 }],
    sources: [{ id: 'maximus', kind: 'index', status: 'ok', findings: findings.length }],
    ...parts,
  };
}

/** Every text of a finding replaced by one, where its type allows any text. */
export function hostileFinding(text: string): ReportFinding {
  const base = sampleFinding();
  return sampleFinding({
    group_id: text,
    primary_id: text,
    ids: [text],
    summary: text,
    package: { ecosystem: text, name: text, version: text, purl: text },
    occurrences: [{ file: text, scope: 'prod', direct: true, requested: text, override: text, path: [text, text] }],
    priority_reasons: [{ code: text, text, effect: 'base', value: text }],
    due_policy: text,
    fixed_version: text,
    fixed_versions: [text],
    matched_advisories: [{ id: text, reason: 'range', text }],
    sources: [text],
    cwe_ids: [text],
    references: [text, `https://example.test/${text}`, `javascript:alert(${text})`],
    reachability: { ...base.reachability, locations: [{ file: text, line: 1, snippet: text }] },
  });
}

/** Texts that try to leave the markup, the table, the script or the string they are put into. */
export const hostileTexts: readonly string[] = [
  '<script>alert(1)</script>',
  '</script><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '| a | b |\n|---|---|',
  '``` `code` ```',
  '[click](javascript:alert(1)) ![x](https://example.test/x.png)',
  '@maximus/owners please look, #1 GH-2 https://example.test www.example.test',
  '</details></summary><!-- -->',
  '__proto__',
  'constructor',
  '\u202egpj.exe\u0000\u001b[31m\ud800',
  '\u2028\u2029]]>&amp;',
];
