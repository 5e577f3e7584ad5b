import { unwrap } from '@maximus/kernel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalDigest, canonicalJson } from './canonical.ts';
import { looksLikeVector } from './cvss-shape.ts';
import { kindOf } from './kind.ts';
import { checkRecord, isAdvisoryId } from './record.ts';

const least = { id: 'X-1', modified: '2026-01-01T00:00:00Z' };

function check(more: object) {
  return unwrap(checkRecord({ ...least, ...more }));
}

function faultsOf(more: object): string[] {
  return check(more).faults.map(({ path, effect }) => `${effect} ${path}`);
}

test('a record without identity is refused with the reason', () => {
  for (const value of [undefined, null, 3, 'x', [], {}, { id: 'X-1' }, { ...least, id: '' }, { ...least, id: 'a b' }])
    expect(checkRecord(value)).toMatchObject({ ok: false, error: { code: 'advisories.record_invalid' } });
  expect(checkRecord({ ...least, modified: 'yesterday' })).toMatchObject({ ok: false });
  expect(checkRecord({ ...least, affected: {} })).toMatchObject({ ok: false });
  expect(isAdvisoryId('a'.repeat(128))).toBe(true);
  expect(isAdvisoryId('a'.repeat(129))).toBe(false);
});

test('a record that is right comes back as the same object, unknown fields and all', () => {
  const value = {
    ...least,
    future_field: { deep: [1] },
    affected: [
      { package: { ecosystem: 'npm', name: 'x' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }], x: 1 },
    ],
  };
  const { record, faults } = unwrap(checkRecord(value));
  expect(record).toBe(value);
  expect(faults).toEqual([]);
});

test('a wrong type costs the element that it stands in, and is counted', () => {
  const good = { package: { ecosystem: 'npm', name: 'good' }, versions: ['1'] };
  const bad: unknown[] = [
    null,
    'x',
    { package: 'npm' },
    { package: { ecosystem: '', name: 'x' } },
    { package: { ecosystem: 'npm', name: 3 } },
    { versions: '1' },
    { versions: ['1', 2] },
    { ranges: {} },
    { ranges: [null] },
    { ranges: [{ type: 'OTHER', events: [] }] },
    { ranges: [{ type: 'SEMVER', events: {} }] },
    { ranges: [{ type: 'SEMVER', events: ['0'] }] },
    { ranges: [{ type: 'SEMVER', events: [{ introduced: 0 }] }] },
    { ranges: [{ type: 'SEMVER', events: [{ other: '0' }] }] },
  ];
  const { record, faults } = check({ affected: [...bad, good] });
  expect(record.affected).toEqual([good]);
  expect(faults).toHaveLength(bad.length);
  expect(faults.every(({ effect }) => effect === 'dropped')).toBe(true);
});

test('null stands for an absent field, and the input is not changed', () => {
  const value = {
    ...least,
    aliases: null,
    summary: null,
    withdrawn: null,
    severity: null,
    references: null,
    affected: null,
  };
  const text = JSON.stringify(value);
  const { record, faults } = unwrap(checkRecord(value));
  expect(record).toEqual(least);
  expect(faults).toEqual([]);
  expect(JSON.stringify(value)).toBe(text);
});

test('what is wrong outside affected is dropped or flagged one by one', () => {
  expect(faultsOf({ aliases: 'CVE-1' })).toEqual(['dropped aliases']);
  expect(faultsOf({ aliases: ['CVE-2020-1', '', 3, 'CVE-2020-1'] })).toEqual([
    'dropped aliases[1]',
    'dropped aliases[2]',
  ]);
  expect(check({ aliases: ['CVE-2020-1', '', 'CVE-2020-1'] }).record.aliases).toEqual(['CVE-2020-1']);
  expect(faultsOf({ published: 'x', withdrawn: 3, summary: 3 })).toEqual([
    'dropped published',
    'dropped withdrawn',
    'dropped summary',
  ]);
  expect(faultsOf({ references: [{ type: 'WEB', url: 'https://example.test' }, { url: 3 }] })).toEqual([
    'dropped references[1]',
  ]);
  expect(faultsOf({ references: 3 })).toEqual(['dropped references']);
  expect(faultsOf({ severity: 3 })).toEqual(['dropped severity']);
  expect(faultsOf({ affected: [{ package: { ecosystem: 'npm', name: 'x', purl: 3 } }] })).toEqual([
    'flagged affected[0].package.purl',
  ]);
  expect(check({ database_specific: 'x' }).record).toEqual(least);
});

test('a bad CVSS vector is kept and flagged, an entry without a score is dropped', () => {
  const severity = [
    { type: 'CVSS_V3', score: '9.8' },
    { type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' },
    { type: 'CVSS_V2' },
  ];
  const { record, faults } = check({ severity });
  expect(record.severity).toEqual(severity.slice(0, 2));
  expect(faults.map(({ effect }) => effect)).toEqual(['flagged', 'dropped']);
  expect(looksLikeVector('CVSS_V2', 'AV:N/AC:L/Au:N/C:P/I:P/A:P')).toBe(true);
  expect(looksLikeVector('CVSS_V4', 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N')).toBe(true);
  expect(looksLikeVector('CVSS_V3', 'CVSS:3.1/AV:N/AV:N/PR:N/UI:N/S:U/C:H/I:H/A:H')).toBe(false);
  expect(looksLikeVector('__proto__', 'x')).toBe(true);
});

test('an event object with several fields becomes several events', () => {
  const ranges = [{ type: 'SEMVER', events: [{ introduced: '1', fixed: '2' }], repo: 'x' }];
  const { record } = check({ affected: [{ package: { ecosystem: 'npm', name: 'x' }, ranges }] });
  expect(record.affected?.[0]?.ranges).toEqual([
    { type: 'SEMVER', events: [{ introduced: '1' }, { fixed: '2' }], repo: 'x' },
  ]);
});

test('malware, information and vulnerability are told by id and structured data', () => {
  const rust = (informational: string) => check({ affected: [{ database_specific: { informational } }] }).record;
  expect(kindOf(check({ id: 'mal-2024-1' }).record)).toBe('malware');
  expect(kindOf(check({ database_specific: { cwe_ids: ['CWE-506'] } }).record)).toBe('malware');
  expect(kindOf(check({ database_specific: { 'malicious-packages-origins': [] } }).record)).toBe('malware');
  expect(kindOf(rust('unmaintained'))).toBe('informational');
  expect(kindOf(rust('notice'))).toBe('informational');
  expect(kindOf(rust('unsound'))).toBe('vulnerability');
  expect(kindOf(check({ database_specific: { cwe_ids: 'CWE-506' } }).record)).toBe('vulnerability');
  expect(kindOf(check({}).record)).toBe('vulnerability');
});

test('the digest does not depend on the order of keys, at any depth', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const reversed = (each: unknown): unknown => {
        if (Array.isArray(each)) return each.map(reversed);
        if (each === null || typeof each !== 'object') return each;
        return Object.fromEntries(
          Object.entries(each)
            .reverse()
            .map(([key, item]) => [key, reversed(item)]),
        );
      };
      expect(canonicalDigest(reversed(value))).toBe(canonicalDigest(value));
      expect(JSON.parse(canonicalJson(value) as string)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('an object of many keys is put in order like one of few', () => {
  const names = Array.from({ length: 60 }, (_, n) => `key-${String((n * 37) % 60).padStart(2, '0')}`);
  const text = canonicalJson(Object.fromEntries(names.map((name) => [name, { b: 1, a: name }]))) as string;
  expect(text).toBe(`{${[...names].sort().map((name) => `"${name}":{"a":"${name}","b":1}`)}}`);
});

test('a name from the language is data like any other, and deep nesting has an end', () => {
  const hostile: unknown = JSON.parse(
    '{"id":"X-1","modified":"2026-01-01T00:00:00Z","b":1,"__proto__":{"z":1,"a":2},"constructor":1}',
  );
  expect(canonicalJson(hostile)).toBe(
    '{"__proto__":{"a":2,"z":1},"b":1,"constructor":1,"id":"X-1","modified":"2026-01-01T00:00:00Z"}',
  );
  expect(unwrap(checkRecord(hostile)).record.id).toBe('X-1');
  expect(canonicalDigest(JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`))).toBeUndefined();
});

test('no JSON value makes the check throw', () => {
  const any = fc.jsonValue();
  const shape = fc.record(
    {
      id: fc.oneof(fc.constant('X-1'), any),
      modified: fc.oneof(fc.constant(least.modified), any),
      affected: fc.array(
        fc.oneof(
          any,
          fc.record({
            package: any,
            ranges: fc.array(fc.record({ type: fc.constantFrom('SEMVER', 'GIT'), events: any })),
            versions: any,
            severity: any,
          }),
        ),
      ),
      aliases: any,
      severity: any,
      references: any,
      published: any,
      database_specific: any,
    },
    { requiredKeys: ['id', 'modified'] },
  );
  fc.assert(fc.property(fc.oneof(any, shape), (value) => void checkRecord(value)));
});
