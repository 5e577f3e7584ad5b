import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SampleWorkspace, sampleWorkspace } from '../testing/sample-workspace.ts';

let workspace: SampleWorkspace;

beforeAll(async () => {
  workspace = await sampleWorkspace();
});
afterAll(() => workspace.dispose());

const rule = (id: string, until: string, more = '') =>
  `  - id: ${id}\n    reason: only our own arguments\n    owner: shop-team\n    until: ${until}\n${more}`;

it('a rule in maximus.yaml holds a finding back, and the report says who answers for it', async () => {
  const before = await workspace.scan(['npm-shop']);
  workspace.write('maximus.yaml', `ignore:\n${rule('GHSA-xvch-5gv4-984h', '2027-03-31')}`);
  const { report } = await workspace.scan(['npm-shop']);
  expect(report.summary.findings).toBe(before.report.summary.findings - 1);
  expect(report.ignored).toMatchObject([
    { finding: { primary_id: 'CVE-2021-44906' }, rule: { owner: 'shop-team', until: '2027-03-31' } },
  ]);
  const { out } = await workspace.run(['scan', 'npm-shop']);
  expect(out).toContain('1 held back by ignore rules');
  expect(out).not.toContain('minimist');
});

it('rules that ended, that end soon and that hold nothing are announced', async () => {
  const yaml = [
    rule('CVE-2021-44906', '2026-11-19'),
    rule('CVE-2022-24999', '2026-11-30'),
    rule('CVE-1999-1', '2027-01-01'),
  ];
  workspace.write('maximus.yaml', `ignore:\n${yaml.join('')}`);
  const { report } = await workspace.scan(['npm-shop']);
  expect(report.rules.map(({ state }) => state)).toEqual(['expired', 'expires_soon', 'unused']);
  expect(report.findings.some(({ primary_id }) => primary_id === 'CVE-2021-44906')).toBe(true);
  const { out } = await workspace.run(['scan', 'npm-shop']);
  expect(out).toContain('Ignore rules');
  expect(out).toContain('ended on 2026-11-19');
  expect(out).toContain('holds nothing back; remove it');
});

it.each([
  ['no reason', 'ignore:\n  - id: CVE-1\n    owner: a\n    until: 2027-01-01\n', 'reason'],
  ['no end', 'ignore:\n  - id: CVE-1\n    owner: a\n    reason: because of it\n', 'until'],
  ['no owner', 'ignore:\n  - id: CVE-1\n    reason: because of it\n    until: 2027-01-01\n', 'owner'],
  ['more than a year', `ignore:\n${rule('CVE-1', '2028-01-01')}`, 'more than 365 days ahead'],
  ['an unknown key', `ignore:\n${rule('CVE-1', '2027-01-01', '    until_when: x\n')}`, 'until_when'],
  ['a day that is none', `ignore:\n${rule('CVE-1', '2027-02-30')}`, 'until'],
])('a rule with %s stops the scan with 3', async (_, yaml, says) => {
  workspace.write('maximus.yaml', yaml);
  const { code, out, err } = await workspace.run(['scan', 'npm-shop']);
  expect([code, out]).toEqual([3, '']);
  expect(err).toContain(says);
  expect(err).toContain('maximus.yaml');
});

it('settings of the file hold for the scan, and a flag wins over them', async () => {
  workspace.write('maximus.yaml', 'scan:\n  fail_on: kev\n  exclude: ["npm-shop/**"]\n');
  const { report } = await workspace.scan(['.']);
  expect(report.policy.fail_on).toBe('kev');
  expect(report.files.some(({ path }) => path.startsWith('npm-shop/'))).toBe(false);
  const flagged = await workspace.scan([
    '.',
    '--fail-on',
    'low',
    '--exclude',
    'nothing/**',
    '--include',
    '**/package-lock.json',
  ]);
  expect(flagged.report.policy.fail_on).toBe('low');
  expect(flagged.report.files.map(({ path }) => path)).toEqual([
    'berth-board/package-lock.json',
    'npm-shop/package-lock.json',
  ]);
  const { report: byVariable } = await workspace.scan(['npm-shop'], {
    environment: { MAXIMUS_DB: workspace.db, MAXIMUS_SCAN_FAIL_ON: 'critical' },
  });
  expect(byVariable.policy.fail_on).toBe('critical');
});
