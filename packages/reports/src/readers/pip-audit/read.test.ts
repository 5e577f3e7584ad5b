import { expect, it } from 'vitest';
import { sampleImports } from '../../testing/sample-imports.ts';
import { read } from './read.ts';

const report = (document: unknown) => {
  const result = read(document, 'report.json');
  if (!result.ok) throw result.error;
  return result.value;
};

it('reads ids, aliases and fixes', () => {
  expect(report(sampleImports['pip-audit']).findings).toEqual([
    {
      ids: ['PYSEC-2021-66', 'CVE-2020-28493', 'GHSA-g3rq-g295-4j3m'],
      package: { ecosystem: 'PyPI', name: 'Jinja2', version: '2.11.2', purl: 'pkg:pypi/jinja2@2.11.2' },
      cvssVectors: [],
      fixedVersions: ['2.11.3'],
      summary: 'Slow regular expression',
    },
  ]);
});

it('says what pip-audit did not check', () => {
  const skipped = report([{ name: 'local', skip_reason: 'Dependency not found' }]);
  expect(skipped.problems).toMatchObject([{ count: 1, error: { code: 'reports.tool_failed' } }]);
  expect(skipped.problems[0]?.error.message).toContain('local was skipped: Dependency not found');
});
