import { expect, test } from 'vitest';
import { memoryIndex } from './index.ts';

const record = {
  id: 'GHSA-aaaa-bbbb-cccc',
  modified: '2026-01-02T00:00:00Z',
  published: '2026-01-01T00:00:00Z',
  aliases: ['CVE-2026-0001'],
  affected: [
    {
      package: { ecosystem: 'PyPI', name: 'Foo_Bar' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.2' }] }],
      versions: ['1.0', '1.1'],
    },
  ],
};

test('a package is found under any spelling of its name, with its ranges, versions and group', () => {
  const index = memoryIndex({ records: [record] });
  const found = index.lookup('PyPI', 'foo.bar');
  expect(found).toEqual([
    {
      id: 'GHSA-aaaa-bbbb-cccc',
      groupId: expect.stringMatching(/^agr_[0-9a-hjkmnp-tv-z]{26}$/),
      ecosystem: 'PyPI',
      name: 'Foo_Bar',
      kind: 'vulnerability',
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.2' }] }],
      versions: ['1.0', '1.1'],
      fixedVersions: ['1.2'],
      approximate: false,
    },
  ]);
  expect(index.groupOf('cve-2026-0001')).toEqual({
    id: found[0]!.groupId,
    primaryId: 'CVE-2026-0001',
    recordIds: ['GHSA-aaaa-bbbb-cccc'],
    ids: ['CVE-2026-0001', 'GHSA-aaaa-bbbb-cccc'],
  });
  expect(index.record('ghsa-AAAA-bbbb-cccc')).toEqual(record);
  expect(index.covers('PyPI')).toBe(true);
  expect(index.covers('npm')).toBe(false);
  expect(index.lookup('npm', 'foo')).toEqual([]);
  expect(index.similarNames('PyPI', 'foobar', 3)).toEqual(['Foo_Bar']);
});

test('catalogue and forecasts answer without regard to case, exactly as they were given', () => {
  const kev = { cve_id: 'CVE-2026-0001', date_added: '2026-02-01', known_ransomware: true, source: 'test' };
  const epss = { cve_id: 'CVE-2026-0001', probability: 0.00043, percentile: 0.12345, date: '2026-08-16' };
  const index = memoryIndex({ records: [], kev: [kev], epss: [epss] });
  expect(index.kev('cve-2026-0001')).toEqual(kev);
  expect(index.epss('cve-2026-0001')).toEqual(epss);
  expect(index.epss('CVE-2026-0002')).toBeUndefined();
  expect(index.kev('CVE-2026-0002')).toBeUndefined();
});

test('a name of malware only is never a suggestion', () => {
  const named = (id: string, name: string) => ({
    id,
    modified: '2026-01-01T00:00:00Z',
    affected: [{ package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] }],
  });
  const records = [named('T-1', 'lodash'), named('MAL-2026-1', 'lodahs'), named('MAL-2026-2', 'loadash')];
  const index = memoryIndex({ records: [...records, named('T-2', 'loadash')] });
  expect(index.similarNames('npm', 'lodash', 3)).toEqual(['loadash']);
  expect(index.similarNames('npm', 'lodas', 3)).toEqual(['lodash', 'loadash']);
});
