import type { OsvRecord } from '@maximus/advisories';
import { memoryIndex } from '@maximus/advisories/testing';
import type { RangeEvent } from '@maximus/versions';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explain } from './explain/index.ts';
import { findingsOf } from './findings.ts';
import { createMatcher } from './matcher.ts';
import { event } from './testing/records.ts';
import type { MatchResult } from './types.ts';

const version = fc.tuple(fc.nat(3), fc.nat(2), fc.nat(1)).map((parts) => parts.join('.'));
const order = (a: string, b: string) => {
  const [x, y] = [a, b].map((text) => text.split('.').map(Number));
  for (const i of [0, 1, 2]) if (x![i] !== y![i]) return x![i]! - y![i]!;
  return 0;
};
/** One kind of end per range and no two events at one version, as the schema wants it. */
const events = fc
  .tuple(
    fc.uniqueArray(version, { minLength: 1, maxLength: 6 }),
    fc.constantFrom('<', '<='),
    fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
    fc.option(version, { nil: undefined }),
    fc.boolean(),
  )
  .map(([versions, end, starts, limit, fromZero]) => {
    const list = versions.map((v, i) => event(starts[i] ? `>=${v}` : `${end}${v}`));
    if (fromZero || !list.some((each) => each.introduced)) list.push({ introduced: '0' });
    return limit === undefined ? list : [...list, { limit }];
  });
const affected = fc.record({
  package: fc.record({ ecosystem: fc.constant('npm'), name: fc.constantFrom('left', 'right') }),
  ranges: fc.array(fc.record({ type: fc.constantFrom('SEMVER', 'ECOSYSTEM'), events }), { maxLength: 2 }),
  versions: fc.array(version, { maxLength: 2 }),
});
const ids = ['CVE-1', 'GHSA-1', 'PYSEC-1', 'CVE-2', 'GHSA-2', 'MAL-1'];
const records: fc.Arbitrary<OsvRecord[]> = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom(...ids),
    modified: fc.constant('2026-01-01T00:00:00Z'),
    aliases: fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 2 }),
    affected: fc.array(affected, { maxLength: 2 }),
  }),
  { selector: (record) => record.id, maxLength: 5 },
) as fc.Arbitrary<OsvRecord[]>;

/** OSV's pseudo code, word by word (OSV schema, "Evaluation"). */
function isVulnerable(name: string, v: string, record: OsvRecord): boolean {
  return (record.affected ?? []).some(
    (entry) =>
      entry.package?.name === name &&
      ((entry.versions ?? []).includes(v) || (entry.ranges ?? []).some((range) => inRange(v, range.events))),
  );
}
function inRange(v: string, list: readonly RangeEvent[]): boolean {
  const limits = list.filter((each) => each.limit !== undefined);
  if (limits.length > 0 && !limits.some((each) => order(v, each.limit!) < 0)) return false;
  const at = (each: RangeEvent) => each.introduced ?? each.fixed ?? each.last_affected ?? each.limit!;
  const sorted = [...list].sort((a, b) => (at(a) === '0' ? -1 : at(b) === '0' ? 1 : order(at(a), at(b))));
  let vulnerable = false;
  for (const each of sorted) {
    if (each.introduced !== undefined && (each.introduced === '0' || order(v, each.introduced) >= 0)) vulnerable = true;
    else if (each.fixed !== undefined && order(v, each.fixed) >= 0) vulnerable = false;
    else if (each.last_affected !== undefined && order(v, each.last_affected) > 0) vulnerable = false;
  }
  return vulnerable;
}

const subject = (name: string, v: string) => ({ ecosystem: 'npm', name, version: v });
const hitIds = ({ hits }: MatchResult) => [...new Set(hits.map((hit) => hit.advisory.id))].sort();
const every = <T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => void, numRuns = 200) =>
  fc.assert(fc.property(arbitrary, check), { numRuns });

describe('whatever the records', () => {
  test('a version that the index rules out has no hit, no doubt, and no advisory that names commits only', () => {
    let ruledOut = 0;
    every(
      fc.tuple(records, version, fc.constantFrom('left', 'right')),
      ([list, v, name]) => {
        const index = memoryIndex({ records: list });
        if (!index.rulesOut('npm', name, v)) return;
        ruledOut++;
        const { hits, misses, undecided } = createMatcher(index).match(subject(name, v));
        expect([...hits, ...undecided, ...misses.filter(({ reason }) => reason === 'git-ranges-only')]).toEqual([]);
      },
      500,
    );
    expect(ruledOut).toBeGreaterThan(20);
  });

  test('the verdict is that of the published algorithm, or malware without any detail', () => {
    every(fc.tuple(records, version, fc.constantFrom('left', 'right')), ([list, v, name]) => {
      const bareMalware = (record: OsvRecord) =>
        record.id === 'MAL-1' &&
        record.affected!.some((each) => each.package?.name === name && !each.ranges?.length && !each.versions?.length);
      const expected = list
        .filter((record) => isVulnerable(name, v, record) || bareMalware(record))
        .map((record) => record.id);
      const result = createMatcher(memoryIndex({ records: list })).match(subject(name, v));
      expect(hitIds(result)).toEqual(expected.sort());
      expect(result.undecided).toEqual([]);
    });
  });

  test('it does not depend on the order of records, elements or events', () => {
    every(fc.tuple(records, version), ([list, v]) => {
      const turned = list.map((record) => ({
        ...record,
        aliases: [...record.aliases!].reverse(),
        affected: [...record.affected!].reverse().map((each) => ({
          ...each,
          ranges: [...each.ranges!].reverse().map((range) => ({ ...range, events: [...range.events].reverse() })),
        })),
      }));
      const found = [list, turned.reverse()].map((each) => {
        const matcher = createMatcher(memoryIndex({ records: each }));
        return findingsOf(matcher, subject('left', v), matcher.match(subject('left', v))).map((finding) => [
          finding.group.id,
          finding.matched.map((row) => row.id),
          finding.fixedVersion,
          finding.removedBy,
          finding.fixedVersions,
          finding.confidence,
          finding.kind,
        ]);
      });
      expect(found[0]).toEqual(found[1]);
    });
  });

  test('both directions agree: component to advisories, advisory to versions in use', () => {
    every(fc.tuple(records, fc.uniqueArray(version, { maxLength: 6 })), ([list, versions]) => {
      const matcher = createMatcher(memoryIndex({ records: list }));
      const forward = versions.flatMap((v) => hitIds(matcher.match(subject('left', v))).map((id) => `${id} ${v}`));
      const alone = list.flatMap((record) => {
        const one = createMatcher(memoryIndex({ records: [record] }));
        return versions.filter((v) => one.match(subject('left', v)).hits.length > 0).map((v) => `${record.id} ${v}`);
      });
      expect(forward.sort()).toEqual(alone.sort());
    });
  });

  test('a group gives one finding, and a fix is above the version and outside of everything', () => {
    every(fc.tuple(records, version), ([list, v]) => {
      const matcher = createMatcher(memoryIndex({ records: list }));
      const findings = findingsOf(matcher, subject('left', v), matcher.match(subject('left', v)));
      const groups = findings.map((finding) => finding.group.id);
      expect(new Set(groups).size).toBe(groups.length);
      for (const { fixedVersion, removedBy, group } of findings) {
        if (fixedVersion !== undefined) {
          expect(order(fixedVersion, v)).toBeGreaterThan(0);
          expect(matcher.match(subject('left', fixedVersion)).hits).toEqual([]);
          expect(removedBy).toBe(fixedVersion);
        }
        if (removedBy !== undefined) {
          expect(order(removedBy, v)).toBeGreaterThan(0);
          const left = matcher
            .match(subject('left', removedBy))
            .hits.filter((hit) => hit.advisory.groupId === group.id);
          expect(left).toEqual([]);
        }
      }
    });
  });

  test('every advisory of the package is answered exactly once', () => {
    every(fc.tuple(records, fc.oneof(version, fc.string())), ([list, v]) => {
      const matcher = createMatcher(memoryIndex({ records: list }));
      const { hits, misses, undecided } = matcher.match(subject('left', v));
      expect(hits.length + misses.length + undecided.length).toBe(matcher.compiled('npm', 'left').entries.length);
    });
  });

  test('explain ends with the answer of match, and its events tell the same', () => {
    every(fc.tuple(records, version), ([list, v]) => {
      const index = memoryIndex({ records: list });
      const result = createMatcher(index).match(subject('left', v));
      const hits = hitIds(result);
      for (const { id } of list) {
        const explanation = explain(index, id, subject('left', v));
        const members = index.groupOf(id)!.recordIds;
        const reasons = result.misses
          .filter(({ advisory }) => members.includes(advisory.id))
          .map(({ reason }) => reason);
        const commitsOnly = reasons.includes('git-ranges-only') && !reasons.includes('outside-ranges');
        const silent = commitsOnly || !index.covers('npm') ? 'undecided' : 'not-affected';
        expect(explanation.outcome).toBe(members.some((each) => hits.includes(each)) ? 'affected' : silent);
      }
    });
  });
});
