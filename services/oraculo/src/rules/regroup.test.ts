import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { regroup, type StoredGroup } from './regroup.ts';

function stored(key: number, firstSeenMs: number, names: Readonly<Record<string, number>>): StoredGroup {
  return {
    key,
    firstSeenMs,
    members: new Map(Object.entries(names).map(([name, seenMs]) => [name, { seenMs, isRecord: true }])),
  };
}

describe('regroup', () => {
  test('of two groups that became one the earlier seen goes on and the other ends in it', () => {
    const current = { id: 'x', names: ['cve-1', 'ghsa-1'] };
    const result = regroup([stored(1, 200, { 'cve-1': 200 }), stored(2, 100, { 'ghsa-1': 100 })], [current]);
    expect(result.assigned).toEqual([{ current, key: 2, splitFrom: undefined }]);
    expect(result.superseded).toEqual([{ key: 1, by: 2 }]);
  });

  test('of a group that fell apart the part with the earliest-seen advisory goes on', () => {
    const parts = [
      { id: 'a', names: ['ghsa-1'] },
      { id: 'b', names: ['cve-1'] },
    ];
    const result = regroup([stored(7, 100, { 'ghsa-1': 300, 'cve-1': 100 })], parts);
    expect(result.assigned).toEqual([
      { current: parts[0], key: undefined, splitFrom: 7 },
      { current: parts[1], key: 7, splitFrom: undefined },
    ]);
    expect(result.superseded).toEqual([]);
  });

  test('an unknown group is new and comes from nowhere', () => {
    const current = { id: 'n', names: ['cve-9'] };
    expect(regroup([], [current]).assigned).toEqual([{ current, key: undefined, splitFrom: undefined }]);
  });

  test('three groups joined at once end in the oldest of them', () => {
    const groups = [stored(1, 3, { a: 3 }), stored(2, 1, { b: 1 }), stored(3, 2, { c: 2 })];
    const { superseded } = regroup(groups, [{ id: 'x', names: ['a', 'b', 'c'] }]);
    expect(superseded).toEqual([
      { key: 3, by: 2 },
      { key: 1, by: 2 },
    ]);
  });

  test('every stored group goes on at most once, and the order of the input does not count', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const partition = fc.array(fc.nat(3), { minLength: names.length, maxLength: names.length });
    fc.assert(
      fc.property(partition, partition, fc.array(fc.nat(9), { minLength: 6, maxLength: 6 }), (before, after, seen) => {
        const groups = [0, 1, 2, 3].flatMap((place) => {
          const own = names.filter((_, at) => before[at] === place);
          if (own.length === 0) return [];
          const members = Object.fromEntries(own.map((name) => [name, seen[names.indexOf(name)] ?? 0]));
          return [stored(place + 1, Math.min(...Object.values(members)), members)];
        });
        const parts = [0, 1, 2, 3].flatMap((place) => {
          const own = names.filter((_, at) => after[at] === place);
          return own.length === 0 ? [] : [{ id: String(place), names: own }];
        });
        const one = regroup(groups, parts);
        const other = regroup([...groups].reverse(), [...parts].reverse());
        const byId = (result: typeof one) => new Map(result.assigned.map(({ current, key }) => [current.id, key]));
        expect(byId(other)).toEqual(byId(one));
        const going = one.assigned.flatMap(({ key }) => (key === undefined ? [] : [key]));
        const ended = one.superseded.map(({ key }) => key);
        expect(new Set([...going, ...ended]).size).toBe(going.length + ended.length);
        expect([...going, ...ended].sort()).toEqual(groups.map(({ key }) => key).sort());
      }),
    );
  });
});
