import { expect, it } from 'vitest';
import { sampleImports } from '../../testing/sample-imports.ts';
import { read } from './read.ts';

const report = (document: unknown) => {
  const result = read(document, 'report.json');
  if (!result.ok) throw result.error;
  return result.value;
};

const run = (result: object, driver: object = { name: 'Grype' }, more: object = {}) => ({
  version: '2.1.0',
  runs: [{ tool: { driver }, results: [result], ...more }],
});
const at = (uri: string) => [{ physicalLocation: { artifactLocation: { uri } } }];

it('reads what Trivy writes into its messages', () => {
  expect(report(sampleImports['sarif'])).toMatchObject({
    tool: 'trivy',
    toolVersion: '0.60.0',
    findings: [
      {
        ids: ['CVE-2021-23337'],
        package: { ecosystem: 'npm', name: 'lodash', version: '4.17.15', purl: 'pkg:npm/lodash@4.17.15' },
        severity: 'high',
        fixedVersions: ['4.17.21'],
        file: 'web/package-lock.json',
        line: 12,
        url: 'https://example.test/CVE-2021-23337',
      },
    ],
  });
});

it.each([
  [
    'Grype',
    'GHSA-35jh-r3h4-6jhm-lodash',
    'A high vulnerability in npm package: lodash, version 4.17.15 was found at: /a',
    'x',
    'GHSA-35jh-r3h4-6jhm',
  ],
  [
    'osv-scanner',
    'CVE-2021-23337',
    "Package 'lodash@4.17.15' is vulnerable to 'CVE-2021-23337'",
    'a/yarn.lock',
    'CVE-2021-23337',
  ],
])('reads what %s writes into its messages', (name, ruleId, text, uri, id) => {
  const { findings, tool } = report(run({ ruleId, message: { text }, locations: at(uri) }, { name }));
  expect(tool).toBe(name.toLowerCase());
  expect(findings).toMatchObject([{ ids: [id], package: { name: 'lodash', version: '4.17.15' } }]);
});

it('reads the logical location of Snyk, and the aliases of a rule', () => {
  const location = { ...at('package.json')[0], logicalLocations: [{ fullyQualifiedName: '@a/b@1.0.0' }] };
  const driver = {
    name: 'Snyk Open Source',
    rules: [{ id: 'CVE-2024-1234', deprecatedIds: ['GHSA-35jh-r3h4-6jhm', 'old'] }],
  };
  const { findings, tool } = report(run({ ruleId: 'CVE-2024-1234', ruleIndex: 0, locations: [location] }, driver));
  expect(tool).toBe('snyk');
  expect(findings).toMatchObject([{ ids: ['CVE-2024-1234', 'GHSA-35jh-r3h4-6jhm'], package: { name: '@a/b' } }]);
});

it('counts results that name no package, and leaves suppressed and passed ones out', () => {
  expect(report(run({ ruleId: 'js/xss', message: { text: 'XSS' } })).problems).toMatchObject([{ count: 1 }]);
  for (const extra of [{ suppressions: [{ kind: 'external' }] }, { kind: 'pass' }, { baselineState: 'absent' }]) {
    expect(report(run({ ruleId: 'CVE-2024-1234', ...extra }))).toMatchObject({ findings: [], problems: [] });
  }
});

it('says that a failed run did not check everything', () => {
  const note = { level: 'error', message: { text: 'no network' } };
  const failed = {
    invocations: [{ executionSuccessful: false, toolExecutionNotifications: [note] }, { executionSuccessful: false }],
  };
  const { problems } = report(run({ suppressions: [{}] }, { name: 'x' }, failed));
  expect(problems.map(({ error }) => error.message)).toEqual([
    'the tool could not check: no network',
    'the tool could not check: the run was not successful',
  ]);
});

it('does not take our own log for a match of this scan', () => {
  const properties = {
    purl: 'pkg:npm/lodash@4.17.15',
    ids: ['CVE-2021-23337'],
    fixed_version: '4.17.21',
    severity: 'high',
  };
  const { tool, findings } = report(
    run({ ruleId: 'CVE-2021-23337', locations: at('a%20b'), properties }, { name: 'Maximus' }),
  );
  expect(tool).toBe('maximus-report');
  expect(findings).toMatchObject([
    { file: 'a b', package: { ecosystem: 'npm', name: 'lodash', version: '4.17.15', purl: 'pkg:npm/lodash@4.17.15' } },
  ]);
});
