import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type GroupMember, groupByAlias, groupIdOf } from './alias-groups.ts';

function sorted(members: readonly GroupMember[]) {
  return groupByAlias(members).sort((a, b) => (a.id < b.id ? -1 : 1));
}

test('records join over aliases in either direction and through ids that are no records', () => {
  const groups = sorted([
    { id: 'GHSA-1', aliases: ['CVE-2020-1'], published: 2 },
    { id: 'PYSEC-1', aliases: ['cve-2020-1'], published: 1 },
    { id: 'OTHER-1', aliases: ['ghsa-1'], published: 3 },
    { id: 'ALONE', aliases: [] },
  ]);
  expect(groups).toHaveLength(2);
  const joined = groups.find((group) => group.recordIds.length === 3)!;
  expect(joined).toEqual({
    id: groupIdOf('PYSEC-1'),
    primaryId: 'CVE-2020-1',
    recordIds: ['GHSA-1', 'OTHER-1', 'PYSEC-1'],
    ids: ['CVE-2020-1', 'GHSA-1', 'OTHER-1', 'PYSEC-1'],
  });
});

test('the primary id is the CVE, else the GHSA, else the oldest member; the lowest of several', () => {
  const primary = (members: GroupMember[]) => groupByAlias(members)[0]?.primaryId;
  expect(primary([{ id: 'X-1', aliases: ['GHSA-b', 'GHSA-a', 'CVE-2024-10000', 'CVE-2024-9999'] }])).toBe(
    'CVE-2024-9999',
  );
  expect(primary([{ id: 'X-1', aliases: ['GHSA-b', 'GHSA-a'] }])).toBe('GHSA-a');
  expect(
    primary([
      { id: 'A-1', aliases: ['B-1'], published: 5 },
      { id: 'B-1', aliases: [], published: 3 },
    ]),
  ).toBe('B-1');
  expect(primary([{ id: 'X-1', aliases: ['CVE-2024-1', 'CVE-2023-50000'] }])).toBe('CVE-2023-50000');
});

test('a group id is the same text on every machine', () => {
  expect(groupIdOf('GHSA-aaaa-bbbb-cccc')).toBe(groupIdOf('ghsa-AAAA-bbbb-cccc'));
  expect(groupIdOf('GHSA-aaaa-bbbb-cccc')).toMatch(/^agr_[0-9a-hjkmnp-tv-z]{26}$/);
});

test('groups do not depend on the order of input', () => {
  const member = fc.record({
    id: fc.integer({ min: 0, max: 30 }).map((n) => `R-${n}`),
    aliases: fc.array(
      fc.integer({ min: 0, max: 40 }).map((n) => (n < 31 ? `R-${n}` : `CVE-2020-${n}`)),
      { maxLength: 2 },
    ),
    published: fc.integer({ min: 0, max: 5 }),
  });
  const members = fc.uniqueArray(member, { selector: (each) => each.id, maxLength: 31 });
  fc.assert(
    fc.property(members, fc.infiniteStream(fc.nat()), (list, numbers) => {
      const shuffled = list
        .map((each) => ({ each: { ...each, aliases: [...each.aliases].reverse() }, key: numbers.next().value ?? 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ each }) => each);
      expect(sorted(shuffled)).toEqual(sorted(list));
    }),
  );
});

test('a chain of 100,000 aliases is one group and overflows nothing', () => {
  const members = Array.from({ length: 100_000 }, (_, n) => ({ id: `R-${n}`, aliases: [`R-${n + 1}`] }));
  expect(groupByAlias(members)).toHaveLength(1);
});
