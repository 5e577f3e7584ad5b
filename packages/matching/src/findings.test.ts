import type { OsvRecord } from '@maximus/advisories';
import { describe, expect, test } from 'vitest';
import { findingsOf } from './findings.ts';
import { matcherOf, type RecordParts, record } from './testing/records.ts';

function findings(version: string, ...records: OsvRecord[]) {
  const matcher = matcherOf(...records);
  const ecosystem = records[0]?.affected?.[0]?.package?.ecosystem ?? 'npm';
  const subject = { ecosystem, name: 'left', version };
  return findingsOf(matcher, subject, matcher.match(subject));
}
const fix = (version: string, ...ranges: RecordParts[]) => {
  const [first] = findings(version, ...ranges.map((parts, i) => record(`T-${i}`, parts)));
  return [first?.fixedVersion, first?.removedBy];
};

describe('one alias group is one finding', () => {
  const cve = record('CVE-2024-1', { range: ['>=0', '<1.1.0'] });
  const ghsa = record('GHSA-1', { range: ['>=0', '<1.2.0'], aliases: ['CVE-2024-1'] });
  const pysec = record('PYSEC-1', { versions: ['1.0.0'], aliases: ['GHSA-1'] });

  test('whatever the order of the records', () => {
    for (const records of [
      [cve, ghsa, pysec],
      [pysec, ghsa, cve],
    ]) {
      const found = findings('1.0.0', ...records);
      expect(found).toHaveLength(1);
      expect(found[0]).toMatchObject({
        group: { primaryId: 'CVE-2024-1' },
        kind: 'vulnerability',
        fixedVersion: '1.2.0',
        fixedVersions: ['1.1.0', '1.2.0'],
        confidence: 'high',
        matched: [
          {
            id: 'CVE-2024-1',
            reason: 'range',
            text: '1.0.0 is below 1.1.0, where it is fixed',
            introduced: '0',
            fixed: '1.1.0',
          },
          { id: 'GHSA-1', reason: 'range', introduced: '0', fixed: '1.2.0' },
          { id: 'PYSEC-1', reason: 'version-list', text: "1.0.0 is in the record's list of affected versions" },
        ],
      });
    }
  });

  test('related records are findings of their own', () => {
    expect(findings('1.0.0', cve, record('GHSA-2', { range: ['>=0'], related: ['CVE-2024-1'] }))).toHaveLength(2);
  });

  test('two elements of one record are one row', () => {
    const twice = { ...cve, affected: [...cve.affected!, ...record('x', { versions: ['1.0.0'] }).affected!] };
    const [found] = findings('1.0.0', twice);
    expect([found?.hits.length, found?.matched.map((row) => row.reason)]).toEqual([2, ['range']]);
    expect(findings('1.0.0', { ...twice, affected: [...twice.affected].reverse() })[0]?.matched).toEqual(
      found?.matched,
    );
  });

  test('nothing matched, nothing found', () => {
    expect(findings('2.0.0', cve)).toEqual([]);
  });

  test('malware wins over vulnerability, vulnerability over a notice', () => {
    const notice = record('RUSTSEC-1', { range: ['>=0'] });
    const informational = {
      ...notice,
      affected: [{ ...notice.affected![0]!, database_specific: { informational: 'unmaintained' } }],
    };
    expect(findings('1.0.0', informational)[0]?.kind).toBe('informational');
    expect(
      findings('1.0.0', informational, record('GHSA-1', { range: ['>=0'], aliases: ['RUSTSEC-1'] }))[0]?.kind,
    ).toBe('vulnerability');
    expect(findings('1.0.0', cve, record('MAL-1', { range: ['>=0'], aliases: ['CVE-2024-1'] }))[0]?.kind).toBe(
      'malware',
    );
  });

  test('a group that the index lacks still gives a finding', () => {
    const matcher = matcherOf(cve);
    const subject = { ecosystem: 'npm', name: 'left', version: '1.0.0' };
    const broken = { ...matcher, index: { ...matcher.index, group: () => undefined } };
    expect(findingsOf(broken, subject, matcher.match(subject))[0]?.group.recordIds).toEqual(['CVE-2024-1']);
  });
});

describe('the fixed version', () => {
  test.each<[string, string, RecordParts[], (string | undefined)[]]>([
    [
      'is outside of every advisory of the component',
      '1.0.0',
      [{ range: ['>=0', '<1.1.0'] }, { range: ['>=1.1.0', '<1.1.5'] }],
      ['1.1.5', '1.1.5'],
    ],
    [
      'is on the branch in use where there is one',
      '1.0.0',
      [{ range: ['>=0', '<1.0.4', '>=2.0.0', '<2.0.2'] }],
      ['1.0.4', '1.0.4'],
    ],
    ['is never a downgrade', '2.0.0', [{ range: ['>=0', '<1.0.4', '>=2.0.0', '<2.0.2'] }], ['2.0.2', '2.0.2']],
    ['is absent without a fix', '1.0.0', [{ range: ['>=0'] }], [undefined, undefined]],
    [
      'is absent where only the last affected version is known',
      '1.0.0',
      [{ range: ['>=0', '<=1.4.0'] }],
      [undefined, undefined],
    ],
    [
      'is absent while another flaw has none; the finding can be removed',
      '1.0.0',
      [{ range: ['>=0', '<1.1.0'] }, { range: ['>=0'] }],
      [undefined, '1.1.0'],
    ],
    [
      'is no pre-release',
      '1.0.0',
      [{ range: ['>=0', '<1.1.0-rc.1'] }, { range: ['>=0', '<1.1.0-beta', '>=1.0.5', '<1.2.0'] }],
      ['1.2.0', '1.2.0'],
    ],
    [
      'is a pre-release when nothing else is there',
      '1.0.0',
      [{ range: ['>=0', '<1.1.0-rc.1'] }],
      ['1.1.0-rc.1', '1.1.0-rc.1'],
    ],
    [
      'is a pre-release when one is in use',
      '1.1.0-beta',
      [{ range: ['>=0', '<1.1.0-rc.1', '>=1.2.0', '<1.3.0'] }],
      ['1.1.0-rc.1', '1.1.0-rc.1'],
    ],
    [
      'is not one that cannot be judged',
      '1.0.0',
      [{ range: ['>=0', '<1.1.0'] }, { range: ['>=0', '<one'] }],
      [undefined, '1.1.0'],
    ],
    [
      'does not come from a withdrawn record',
      '1.0.0',
      [{ range: ['>=0'] }, { range: ['>=0', '<1.1.0'], withdrawn: '2025-01-01T00:00:00Z' }],
      [undefined, undefined],
    ],
    [
      'is absent for a version that does not parse',
      'workspace',
      [{ range: ['>=0'] }, { range: ['>=0', '<1.1.0'] }],
      [undefined, undefined],
    ],
  ])('%s', (_name, version, ranges, expected) => {
    expect(fix(version, ...ranges)).toEqual(expected);
  });

  test('two spellings of one fix are one fix', () => {
    const parts = { ecosystem: 'PyPI', range: ['>=0', '<1.1'] };
    expect(
      findings('1.0', record('A-1', parts), record('A-2', { ...parts, range: ['>=0', '<1.1.0'], aliases: ['A-1'] }))[0]
        ?.fixedVersions,
    ).toEqual(['1.1']);
  });
});

describe('confidence', () => {
  test('an exact version on exact ranges is high, on converted ones medium; the best of the group counts', () => {
    const converted = record('T-1', { range: ['>=0'], approximate: true });
    expect(findings('1.0.0', converted)[0]?.confidence).toBe('medium');
    expect(findings('1.0.0', converted, record('T-2', { range: ['>=0'], aliases: ['T-1'] }))[0]?.confidence).toBe(
      'high',
    );
  });
});

test('fixes of an ecosystem without an order are listed as text', () => {
  const matcher = matcherOf(record('T-1', { ecosystem: 'GIT', range: ['>=0'] }));
  const subject = { ecosystem: 'GIT', name: 'left', version: '1' };
  expect(findingsOf(matcher, subject, matcher.match(subject))[0]?.fixedVersions).toEqual([]);
});
